(module
  (import "env" "memory" (memory 1))
  (func (export "run") (param $block i32) (param $first i32) (param $last i32)
    (local $segment i32) (local $end i32) (local $count i32) (local $at_g i32) (local $g v128) (local $partials i32) (local $sum0_0 v128) (local $sum0_1 v128) (local $sum0_2 v128) (local $sum0_3 v128) (local $scratch v128) (local $mask0 v128) (local $mask1 v128)
    local.get $block
    i32.const 4
    i32.shl
    local.set $block
    local.get $block
    i32.load
    i32.const 4
    i32.shl
    local.set $segment
    local.get $segment
    local.get $last
    i32.const 24
    i32.mul
    i32.add
    local.set $end
    local.get $segment
    local.get $first
    i32.const 24
    i32.mul
    i32.add
    local.set $segment
    local.get $block
    i32.load offset=4
    i32.const 4
    i32.shl
    local.get $first
    i32.const 8
    i32.mul
    i32.add
    local.set $partials
    loop
      local.get $block
      i32.load offset=12
      i32.const 4
      i32.shl
      local.get $segment
      i32.load
      i32.const 2
      i32.shl
      i32.add
      local.set $at_g
      local.get $segment
      i32.load offset=4
      local.set $count
      v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
      local.set $sum0_0
      v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
      local.set $sum0_1
      v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
      local.set $sum0_2
      v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
      local.set $sum0_3
      block
        loop
          local.get $count
          i32.const 8
          i32.lt_u
          br_if 1
          local.get $at_g
          v128.load
          local.set $g
          local.get $g
          local.set $scratch
          local.get $sum0_0
          local.get $scratch
          f64x2.promote_low_f32x4
          local.get $scratch
          f64x2.promote_low_f32x4
          f64x2.mul
          f64x2.add
          local.set $sum0_0
          local.get $sum0_1
          local.get $scratch
          local.get $scratch
          i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
          f64x2.promote_low_f32x4
          local.get $scratch
          local.get $scratch
          i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
          f64x2.promote_low_f32x4
          f64x2.mul
          f64x2.add
          local.set $sum0_1
          local.get $at_g
          v128.load offset=16
          local.set $g
          local.get $g
          local.set $scratch
          local.get $sum0_2
          local.get $scratch
          f64x2.promote_low_f32x4
          local.get $scratch
          f64x2.promote_low_f32x4
          f64x2.mul
          f64x2.add
          local.set $sum0_2
          local.get $sum0_3
          local.get $scratch
          local.get $scratch
          i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
          f64x2.promote_low_f32x4
          local.get $scratch
          local.get $scratch
          i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
          f64x2.promote_low_f32x4
          f64x2.mul
          f64x2.add
          local.set $sum0_3
          local.get $at_g
          i32.const 32
          i32.add
          local.set $at_g
          local.get $count
          i32.const 8
          i32.sub
          local.tee $count
          br_if 0
        end
      end
      local.get $count
      if
        local.get $count
        i32x4.splat
        v128.const i8x16 0 0 0 0 1 0 0 0 2 0 0 0 3 0 0 0
        i32x4.gt_s
        local.set $mask0
        local.get $count
        i32x4.splat
        v128.const i8x16 4 0 0 0 5 0 0 0 6 0 0 0 7 0 0 0
        i32x4.gt_s
        local.set $mask1
        local.get $at_g
        v128.load
        local.set $g
        local.get $g
        local.get $mask0
        v128.and
        local.set $scratch
        local.get $sum0_0
        local.get $scratch
        f64x2.promote_low_f32x4
        local.get $scratch
        f64x2.promote_low_f32x4
        f64x2.mul
        f64x2.add
        local.set $sum0_0
        local.get $sum0_1
        local.get $scratch
        local.get $scratch
        i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
        f64x2.promote_low_f32x4
        local.get $scratch
        local.get $scratch
        i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
        f64x2.promote_low_f32x4
        f64x2.mul
        f64x2.add
        local.set $sum0_1
        local.get $at_g
        v128.load offset=16
        local.set $g
        local.get $g
        local.get $mask1
        v128.and
        local.set $scratch
        local.get $sum0_2
        local.get $scratch
        f64x2.promote_low_f32x4
        local.get $scratch
        f64x2.promote_low_f32x4
        f64x2.mul
        f64x2.add
        local.set $sum0_2
        local.get $sum0_3
        local.get $scratch
        local.get $scratch
        i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
        f64x2.promote_low_f32x4
        local.get $scratch
        local.get $scratch
        i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
        f64x2.promote_low_f32x4
        f64x2.mul
        f64x2.add
        local.set $sum0_3
      end
      local.get $sum0_0
      local.get $sum0_1
      f64x2.add
      local.get $sum0_2
      local.get $sum0_3
      f64x2.add
      f64x2.add
      local.set $scratch
      local.get $partials
      local.get $scratch
      f64x2.extract_lane 0
      local.get $scratch
      f64x2.extract_lane 1
      f64.add
      f64.store
      local.get $partials
      i32.const 8
      i32.add
      local.set $partials
      local.get $segment
      i32.const 24
      i32.add
      local.tee $segment
      local.get $end
      i32.lt_u
      br_if 0
    end))

(module
  (import "env" "memory" (memory 1))
  (func (export "run") (param $block i32) (param $first i32) (param $last i32)
    (local $segment i32) (local $end i32) (local $count i32) (local $at_p i32) (local $at_g i32) (local $p v128) (local $u1 v128) (local $g v128) (local $u3 v128)
    local.get $block
    i32.const 4
    i32.shl
    local.set $block
    local.get $block
    i32.load
    i32.const 4
    i32.shl
    local.set $segment
    local.get $segment
    local.get $last
    i32.const 24
    i32.mul
    i32.add
    local.set $end
    local.get $segment
    local.get $first
    i32.const 24
    i32.mul
    i32.add
    local.set $segment
    local.get $block
    v128.load32_splat offset=24
    local.set $u1
    local.get $block
    v128.load32_splat offset=28
    local.set $u3
    loop
      local.get $block
      i32.load offset=12
      i32.const 4
      i32.shl
      local.get $segment
      i32.load
      i32.const 2
      i32.shl
      i32.add
      local.set $at_p
      local.get $block
      i32.load offset=16
      i32.const 4
      i32.shl
      local.get $segment
      i32.load
      i32.const 2
      i32.shl
      i32.add
      local.set $at_g
      local.get $segment
      i32.load offset=4
      local.set $count
      loop
        local.get $at_p
        v128.load
        local.set $p
        local.get $at_g
        v128.load
        local.set $g
        local.get $at_p
        local.get $p
        local.get $u1
        local.get $g
        local.get $u3
        f32x4.mul
        f32x4.mul
        f32x4.add
        v128.store
        local.get $at_p
        v128.load offset=16
        local.set $p
        local.get $at_g
        v128.load offset=16
        local.set $g
        local.get $at_p
        local.get $p
        local.get $u1
        local.get $g
        local.get $u3
        f32x4.mul
        f32x4.mul
        f32x4.add
        v128.store offset=16
        local.get $at_p
        i32.const 32
        i32.add
        local.set $at_p
        local.get $at_g
        i32.const 32
        i32.add
        local.set $at_g
        local.get $count
        i32.const 8
        i32.sub
        local.tee $count
        br_if 0
      end
      local.get $segment
      i32.const 24
      i32.add
      local.tee $segment
      local.get $end
      i32.lt_u
      br_if 0
    end))
