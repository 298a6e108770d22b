import { scanModule } from "./scan-module.js";

type Scan = (rows: number, query: number, out: number, count: number, stride: number) => void;

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** One instance of the scan module: its functions and the memory that they work on. */
export interface ScanKernel {
  readonly buffer: ArrayBuffer;
  readonly scanFloat32: Scan;
  readonly scanInt8: Scan;
}

/** The parts of the global `WebAssembly` that are used here; TypeScript declares it for browsers only. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

const PAGE_BYTES = 65_536;
/** Addresses are 32 bits; beyond half of them engines differ in what they allow. */
const MAX_BYTES = 2 ** 31;

let compiled: object | "unavailable" | undefined;

/**
 * A kernel with a memory of `bytes`, or undefined where WebAssembly, its SIMD or that much memory cannot be had.
 * The module is built and compiled (under a millisecond) at the first call.
 */
export function openScanKernel(bytes: number): ScanKernel | undefined {
  const api: unknown = Reflect.get(globalThis, "WebAssembly");
  if (!isWebAssembly(api) || bytes > MAX_BYTES) return undefined;
  try {
    compiled ??= compile(api);
    if (compiled === "unavailable") return undefined;
    const { memory, scanFloat32, scanInt8 } = new api.Instance(compiled).exports;
    if (!isMemory(memory) || !isScan(scanFloat32) || !isScan(scanInt8)) return undefined;
    memory.grow(Math.ceil(bytes / PAGE_BYTES));
    return { buffer: memory.buffer, scanFloat32, scanInt8 };
  } catch {
    // No memory of that size: the plain loops need less.
    return undefined;
  }
}

/** A processor or engine without SIMD refuses the module, and will do so again. */
function compile(api: WebAssemblyApi): object {
  try {
    return new api.Module(scanModule());
  } catch {
    compiled = "unavailable";
    throw new Error("WebAssembly with SIMD is not available");
  }
}

function isWebAssembly(value: unknown): value is WebAssemblyApi {
  return typeof value === "object" && value !== null && "Module" in value && "Instance" in value;
}

function isMemory(value: unknown): value is Memory {
  return typeof value === "object" && value !== null && "buffer" in value && "grow" in value;
}

function isScan(value: unknown): value is Scan {
  return typeof value === "function";
}
