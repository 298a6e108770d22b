/**
 * `scan(query, vectors, scores, count, dimension)`: writes the dot product of the query with each vector to `scores`. All are byte
 * offsets of float32 numbers in `memory`; the dimension must be a multiple of 4. Four products at a time (SIMD of WebAssembly).
 */
export const FLAT_SCAN_WAT = `
(module
  (memory (export "memory") 1)
  (func (export "scan") (param $query i32) (param $vectors i32) (param $scores i32) (param $count i32) (param $dimension i32)
    (local $left i32) (local $at i32) (local $sum v128)
    (loop $each
      (local.set $sum (f32x4.splat (f32.const 0)))
      (local.set $left (local.get $dimension))
      (local.set $at (local.get $query))
      (loop $four
        (local.set $sum
          (f32x4.add
            (local.get $sum)
            (f32x4.mul (v128.load (local.get $at)) (v128.load (local.get $vectors)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $vectors (i32.add (local.get $vectors) (i32.const 16)))
        (br_if $four (local.tee $left (i32.sub (local.get $left) (i32.const 4)))))
      (f32.store
        (local.get $scores)
        (f32.add
          (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
          (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum)))))
      (local.set $scores (i32.add (local.get $scores) (i32.const 4)))
      (br_if $each (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
`;
