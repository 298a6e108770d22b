/** Writes models as ONNX files: the few parts of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto that tiny models need. */

/** Fields of a protobuf message: their numbers, and an integer, a text, bytes or a message. A list repeats the field. */
type Field = number | string | Uint8Array;
type Message = readonly (readonly [number, Field | readonly Field[]])[];

export interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

/** Inputs and outputs: a number is a fixed length, a text the name of a free one. */
export interface Port {
  readonly name: string;
  readonly type: "float" | "int64";
  readonly shape: readonly (number | string)[];
}

export interface Operation {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers, or lists of them. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface Graph {
  readonly inputs: readonly Port[];
  readonly weights?: readonly Tensor[];
  readonly operations: readonly Operation[];
  readonly output: Port;
}

const ELEMENT_TYPES = { float: 1, int64: 7 };
const OPSET = 13;

/** The bytes of a model file. */
export function onnxFile({ inputs, weights = [], operations, output }: Graph): Uint8Array {
  const graph = encode([
    [1, operations.map(operationBytes)],
    [2, "tiny"],
    [5, weights.map(tensorBytes)],
    [11, inputs.map(portBytes)],
    [12, portBytes(output)],
  ]);
  return encode([
    [1, 8],
    [7, graph],
    [8, encode([[2, OPSET]])],
  ]);
}

function operationBytes({ type, inputs, output, attributes = {} }: Operation): Uint8Array {
  const encoded = Object.entries(attributes).map(([name, value]) =>
    typeof value === "number"
      ? encode([
          [1, name],
          [3, value],
          [20, 2],
        ])
      : encode([
          [1, name],
          [8, value],
          [20, 7],
        ]),
  );
  return encode([
    [1, inputs],
    [2, output],
    [4, type],
    [5, encoded],
  ]);
}

function tensorBytes({ name, dims, values }: Tensor): Uint8Array {
  return encode([
    [1, dims],
    [2, ELEMENT_TYPES.float],
    [8, name],
    [9, new Uint8Array(Float32Array.from(values).buffer)],
  ]);
}

function portBytes({ name, type, shape }: Port): Uint8Array {
  const dims = shape.map((length) =>
    encode([typeof length === "number" ? ([1, length] as const) : ([2, length] as const)]),
  );
  const tensor = encode([
    [1, ELEMENT_TYPES[type]],
    [2, encode([[1, dims]])],
  ]);
  return encode([
    [1, name],
    [2, encode([[1, tensor]])],
  ]);
}

function encode(message: Message): Uint8Array {
  const parts = message.flatMap(([field, value]) =>
    (Array.isArray(value) ? value : [value]).map((one: Field) => fieldBytes(field, one)),
  );
  return Uint8Array.from(Buffer.concat(parts));
}

function fieldBytes(field: number, value: Field): Uint8Array {
  if (typeof value === "number") return Buffer.from([...varint(field << 3), ...varint(value)]);
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes]);
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
