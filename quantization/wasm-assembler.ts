/** The few words of the WebAssembly binary format that {@link file://./scan-module.ts} is written in. */

export const I32 = 0x7f;
export const V128 = 0x7b;

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of a number that is not negative: a last byte whose sixth bit is set would mean a negative one. */
function constant(value: number): number[] {
  const bytes = unsigned(value);
  if ((bytes.at(-1)! & 0x40) === 0) return bytes;
  return [...bytes.slice(0, -1), bytes.at(-1)! | 0x80, 0];
}

/** A simd instruction: prefix and number, then its immediates. */
function simd(opcode: number, ...immediates: number[]): number[] {
  return [0xfd, ...unsigned(opcode), ...immediates];
}

/** Instructions by their names in the text format (dots and underscores as camel case). */
export const op = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  end: [0x0b],
  br: (depth: number) => [0x0c, ...unsigned(depth)],
  brIf: (depth: number) => [0x0d, ...unsigned(depth)],
  localGet: (local: number) => [0x20, ...unsigned(local)],
  localSet: (local: number) => [0x21, ...unsigned(local)],
  i32Const: (value: number) => [0x41, ...constant(value)],
  i32Eqz: [0x45],
  i32LtU: [0x49],
  i32Add: [0x6a],
  i32Sub: [0x6b],
  i32Store: [0x36, 2, 0],
  f64Add: [0xa0],
  f64PromoteF32: [0xbb],
  f64Store: [0x39, 3, 0],
  v128Load: (offset: number) => simd(0, 4, ...unsigned(offset)),
  v128Zero: simd(12, ...new Array<number>(16).fill(0)),
  i32x4ExtractLane: (lane: number) => simd(27, lane),
  f32x4ExtractLane: (lane: number) => simd(31, lane),
  i16x8ExtendLowI8x16S: simd(135),
  i16x8ExtendHighI8x16S: simd(136),
  i32x4Add: simd(174),
  i32x4DotI16x8S: simd(186),
  f32x4Add: simd(228),
  f32x4Mul: simd(230),
} as const;

interface WasmFunction {
  readonly name: string;
  /** Types of the parameters; nothing is returned. */
  readonly parameters: readonly number[];
  /** Types of further locals, numbered after the parameters. */
  readonly locals: readonly number[];
  readonly body: readonly number[];
}

/** A module of functions with one type, over one memory that it exports as `memory`. */
export function assembleModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const [{ parameters } = { parameters: [] }] = functions;
  const type = [0x60, ...vector(parameters.map((one) => [one])), 0];
  const exports = functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]);
  const code = functions.map(({ locals, body }) => {
    const content = [...vector(locals.map((one) => [1, one])), ...body, ...op.end];
    return [...unsigned(content.length), ...content];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([type])),
    ...section(3, vector(functions.map(() => [0]))),
    ...section(5, vector([[0x00, 1]])),
    ...section(7, vector([[...text("memory"), 0x02, 0], ...exports])),
    ...section(10, vector(code)),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(name: string): number[] {
  return vector([...name].map((character) => [character.charCodeAt(0)]));
}
