import { FEATURE_COUNT } from "./evidence-features.js";

/** One sample of a fit. */
export interface LabelledRow {
  /** Scaled features with a leading 1. */
  readonly x: Float64Array;
  readonly isRight: boolean;
}

/** Number of weights: the intercept, and one per feature. */
export const WEIGHT_COUNT = FEATURE_COUNT + 1;

/** Typical value and spread of each feature. They follow from the meaning of the features and were not fitted to data. */
const CENTRES = [0.75, -1.4, 0.08, 0.7, 0.7, 0.3, 0.6, 0.4, 6];
const SPREADS = [0.12, 0.5, 0.1, 0.25, 0.12, 0.25, 0.3, 0.25, 1.5];

/** Length of one step of a fit, at most, so that bad labels cannot move the weights far. */
const MAX_STEP = 2;
const MAX_STEPS = 12;

/** Scaled features are limited to −5 … 5, because far outliers would dominate a fit. */
const MAX_SCALED = 5;
/** A fit with this prior cannot reach larger weights. */
const MAX_WEIGHT = 50;

export function scaleFeatures(features: Float64Array): Float64Array {
  const x = new Float64Array(WEIGHT_COUNT);
  x[0] = 1;
  for (let j = 0; j < FEATURE_COUNT; j++) {
    x[j + 1] = Math.max(-MAX_SCALED, Math.min(MAX_SCALED, (features[j]! - CENTRES[j]!) / SPREADS[j]!));
  }
  return x;
}

/** Whether these can be scaled features: their number, their range, and the leading 1. */
export function areScaled(x: Float64Array): boolean {
  return x.length === WEIGHT_COUNT && x[0] === 1 && x.every((value) => Math.abs(value) <= MAX_SCALED);
}

/** Whether these can be the weights of a model. */
export function isSound(weights: Float64Array): boolean {
  return weights.length === WEIGHT_COUNT && weights.every((weight) => Math.abs(weight) <= MAX_WEIGHT);
}

/** w·x, the logarithm of the odds that serving is right. */
export function logOdds(weights: Float64Array, x: Float64Array): number {
  let dot = 0;
  for (let j = 0; j < weights.length; j++) dot += weights[j]! * x[j]!;
  return dot;
}

/** 1 / (1 + e^(−odds)). */
export function probabilityOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

/** Larger log odds are limited to it, so that they are finite. */
export const MAX_ODDS = 30;

/** The reverse of {@link probabilityOf}, −30 to 30. */
export function logOddsOf(probability: number): number {
  return Math.max(-MAX_ODDS, Math.min(MAX_ODDS, Math.log(probability / (1 - probability))));
}

export interface Prior {
  readonly weights: Float64Array;
  /** Inverse variance of each weight around that of the prior. */
  readonly precision: number;
}

/**
 * Logistic regression with a Gaussian prior by damped Newton steps (iteratively reweighted least squares, Bishop 2006 §4.3.3).
 * Begins with the weights `start`. A step longer than 2 is shortened to 2. There are as many weights as features of a row.
 */
export function fitWeights(
  start: Float64Array,
  rows: readonly LabelledRow[],
  prior: Prior,
): Float64Array<ArrayBuffer> {
  let weights = Float64Array.from(start);
  for (let step = 0; step < MAX_STEPS; step++) {
    const change = newtonStep(weights, rows, prior);
    const length = Math.hypot(...change);
    const factor = length > MAX_STEP ? MAX_STEP / length : 1;
    weights = weights.map((weight, j) => weight - factor * change[j]!);
    if (length < 1e-4) break;
  }
  return weights;
}

function newtonStep(weights: Float64Array, rows: readonly LabelledRow[], prior: Prior): Float64Array {
  const size = weights.length;
  const hessian = new Float64Array(size * size);
  const gradient = weights.map((weight, j) => prior.precision * (weight - prior.weights[j]!));
  for (let j = 0; j < size; j++) hessian[j * size + j] = prior.precision;
  for (const { x, isRight } of rows) {
    const p = probabilityOf(logOdds(weights, x));
    const error = p - (isRight ? 1 : 0);
    const curvature = Math.max(1e-6, p * (1 - p));
    for (let j = 0; j < size; j++) {
      gradient[j]! += error * x[j]!;
      for (let k = 0; k <= j; k++) hessian[j * size + k]! += curvature * x[j]! * x[k]!;
    }
  }
  return solveSymmetric(hessian, gradient, size);
}

/** Cholesky decomposition. The prior keeps the matrix positive definite. Only the lower triangle is read. */
function solveSymmetric(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = matrix[j * size + k]!;
      for (let i = 0; i < k; i++) sum -= lower[j * size + i]! * lower[k * size + i]!;
      lower[j * size + k] = j === k ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[k * size + k]!;
    }
  }
  const solution = Float64Array.from(right);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < j; k++) solution[j]! -= lower[j * size + k]! * solution[k]!;
    solution[j]! /= lower[j * size + j]!;
  }
  for (let j = size - 1; j >= 0; j--) {
    for (let k = j + 1; k < size; k++) solution[j]! -= lower[k * size + j]! * solution[k]!;
    solution[j]! /= lower[j * size + j]!;
  }
  return solution;
}
