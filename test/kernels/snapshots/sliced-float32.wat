(module
  (import "env" "memory" (memory 1))
  (func (export "run") (param $block i32) (param $first i32) (param $last i32)
    (local $segment i32) (local $end i32) (local $count i32) (local $at_g i32) (local $at_columnSum0 i32) (local $at_columnSum1 i32) (local $g v128) (local $partials i32) (local $sum0_0 v128) (local $sum0_1 v128) (local $scratch v128) (local $mask0 v128) (local $mask1 v128)
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
      local.get $block
      i32.load offset=16
      i32.const 4
      i32.shl
      local.get $segment
      i32.load offset=20
      i32.const 3
      i32.shl
      i32.add
      local.set $at_columnSum0
      local.get $block
      i32.load offset=20
      i32.const 4
      i32.shl
      local.get $segment
      i32.load offset=20
      i32.const 2
      i32.shl
      i32.add
      local.set $at_columnSum1
      v128.const i8x16 0 0 128 255 0 0 128 255 0 0 128 255 0 0 128 255
      local.set $sum0_0
      v128.const i8x16 0 0 128 255 0 0 128 255 0 0 128 255 0 0 128 255
      local.set $sum0_1
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
          f32x4.pmax
          local.get $scratch
          local.get $scratch
          f32x4.ne
          v128.or
          local.set $sum0_0
          local.get $g
          local.set $scratch
          local.get $at_columnSum0
          local.get $at_columnSum0
          v128.load
          local.get $scratch
          f64x2.promote_low_f32x4
          f64x2.add
          v128.store
          local.get $at_columnSum0
          local.get $at_columnSum0
          v128.load offset=16
          local.get $scratch
          local.get $scratch
          i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
          f64x2.promote_low_f32x4
          f64x2.add
          v128.store offset=16
          local.get $g
          local.set $scratch
          local.get $at_columnSum1
          local.get $at_columnSum1
          v128.load
          local.get $scratch
          f32x4.pmax
          local.get $scratch
          local.get $scratch
          f32x4.ne
          v128.or
          v128.store
          local.get $at_g
          v128.load offset=16
          local.set $g
          local.get $g
          local.set $scratch
          local.get $sum0_1
          local.get $scratch
          f32x4.pmax
          local.get $scratch
          local.get $scratch
          f32x4.ne
          v128.or
          local.set $sum0_1
          local.get $g
          local.set $scratch
          local.get $at_columnSum0
          local.get $at_columnSum0
          v128.load offset=32
          local.get $scratch
          f64x2.promote_low_f32x4
          f64x2.add
          v128.store offset=32
          local.get $at_columnSum0
          local.get $at_columnSum0
          v128.load offset=48
          local.get $scratch
          local.get $scratch
          i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
          f64x2.promote_low_f32x4
          f64x2.add
          v128.store offset=48
          local.get $g
          local.set $scratch
          local.get $at_columnSum1
          local.get $at_columnSum1
          v128.load offset=16
          local.get $scratch
          f32x4.pmax
          local.get $scratch
          local.get $scratch
          f32x4.ne
          v128.or
          v128.store offset=16
          local.get $at_g
          i32.const 32
          i32.add
          local.set $at_g
          local.get $at_columnSum0
          i32.const 64
          i32.add
          local.set $at_columnSum0
          local.get $at_columnSum1
          i32.const 32
          i32.add
          local.set $at_columnSum1
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
        v128.const i8x16 0 0 128 255 0 0 128 255 0 0 128 255 0 0 128 255
        local.get $mask0
        v128.bitselect
        local.set $scratch
        local.get $sum0_0
        local.get $scratch
        f32x4.pmax
        local.get $scratch
        local.get $scratch
        f32x4.ne
        v128.or
        local.set $sum0_0
        local.get $g
        local.get $mask0
        v128.and
        local.set $scratch
        local.get $at_columnSum0
        local.get $at_columnSum0
        v128.load
        local.get $scratch
        f64x2.promote_low_f32x4
        f64x2.add
        v128.store
        local.get $at_columnSum0
        local.get $at_columnSum0
        v128.load offset=16
        local.get $scratch
        local.get $scratch
        i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
        f64x2.promote_low_f32x4
        f64x2.add
        v128.store offset=16
        local.get $g
        v128.const i8x16 0 0 128 255 0 0 128 255 0 0 128 255 0 0 128 255
        local.get $mask0
        v128.bitselect
        local.set $scratch
        local.get $at_columnSum1
        local.get $at_columnSum1
        v128.load
        local.get $scratch
        f32x4.pmax
        local.get $scratch
        local.get $scratch
        f32x4.ne
        v128.or
        v128.store
        local.get $at_g
        v128.load offset=16
        local.set $g
        local.get $g
        v128.const i8x16 0 0 128 255 0 0 128 255 0 0 128 255 0 0 128 255
        local.get $mask1
        v128.bitselect
        local.set $scratch
        local.get $sum0_1
        local.get $scratch
        f32x4.pmax
        local.get $scratch
        local.get $scratch
        f32x4.ne
        v128.or
        local.set $sum0_1
        local.get $g
        local.get $mask1
        v128.and
        local.set $scratch
        local.get $at_columnSum0
        local.get $at_columnSum0
        v128.load offset=32
        local.get $scratch
        f64x2.promote_low_f32x4
        f64x2.add
        v128.store offset=32
        local.get $at_columnSum0
        local.get $at_columnSum0
        v128.load offset=48
        local.get $scratch
        local.get $scratch
        i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
        f64x2.promote_low_f32x4
        f64x2.add
        v128.store offset=48
        local.get $g
        v128.const i8x16 0 0 128 255 0 0 128 255 0 0 128 255 0 0 128 255
        local.get $mask1
        v128.bitselect
        local.set $scratch
        local.get $at_columnSum1
        local.get $at_columnSum1
        v128.load offset=16
        local.get $scratch
        f32x4.pmax
        local.get $scratch
        local.get $scratch
        f32x4.ne
        v128.or
        v128.store offset=16
      end
      local.get $sum0_0
      local.get $sum0_1
      f32x4.max
      local.set $scratch
      local.get $scratch
      f64x2.promote_low_f32x4
      local.get $scratch
      local.get $scratch
      i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
      f64x2.promote_low_f32x4
      f64x2.max
      v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
      f64x2.add
      local.set $scratch
      local.get $partials
      local.get $scratch
      f64x2.extract_lane 0
      local.get $scratch
      f64x2.extract_lane 1
      f64.max
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
    (local $segment i32) (local $end i32) (local $count i32) (local $inputs i32) (local $at_p i32) (local $at_column0 i32) (local $at_column1 i32) (local $p v128) (local $s1 v128) (local $c2 v128) (local $c4 v128) (local $scratch v128) (local $mask0 v128) (local $mask1 v128)
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
      local.get $segment
      i32.load offset=4
      local.set $count
      local.get $block
      i32.load offset=8
      i32.const 4
      i32.shl
      local.get $segment
      i32.load offset=8
      i32.const 2
      i32.shl
      i32.add
      local.set $inputs
      local.get $inputs
      v128.load32_splat
      local.set $s1
      local.get $block
      i32.load offset=16
      i32.const 4
      i32.shl
      local.get $segment
      i32.load offset=12
      i32.const 2
      i32.shl
      i32.add
      local.set $at_column0
      local.get $block
      i32.load offset=20
      i32.const 4
      i32.shl
      local.get $segment
      i32.load offset=12
      i32.const 2
      i32.shl
      i32.add
      local.set $at_column1
      block
        loop
          local.get $count
          i32.const 8
          i32.lt_u
          br_if 1
          local.get $at_p
          v128.load
          local.set $p
          local.get $at_column0
          v128.load
          local.set $c2
          local.get $at_column1
          v128.load
          local.set $c4
          local.get $at_p
          local.get $p
          local.get $s1
          local.get $c2
          f32x4.add
          local.get $c4
          f32x4.add
          f32x4.add
          v128.store
          local.get $at_p
          v128.load offset=16
          local.set $p
          local.get $at_column0
          v128.load offset=16
          local.set $c2
          local.get $at_column1
          v128.load offset=16
          local.set $c4
          local.get $at_p
          local.get $p
          local.get $s1
          local.get $c2
          f32x4.add
          local.get $c4
          f32x4.add
          f32x4.add
          v128.store offset=16
          local.get $at_p
          i32.const 32
          i32.add
          local.set $at_p
          local.get $at_column0
          i32.const 32
          i32.add
          local.set $at_column0
          local.get $at_column1
          i32.const 32
          i32.add
          local.set $at_column1
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
        local.get $at_p
        v128.load
        local.set $p
        local.get $at_column0
        v128.load
        local.set $c2
        local.get $at_column1
        v128.load
        local.set $c4
        local.get $p
        local.get $s1
        local.get $c2
        f32x4.add
        local.get $c4
        f32x4.add
        f32x4.add
        local.set $scratch
        i32.const 0
        local.get $count
        i32.lt_u
        if
          local.get $at_p
          local.get $scratch
          v128.store32_lane offset=0 0
        end
        i32.const 1
        local.get $count
        i32.lt_u
        if
          local.get $at_p
          local.get $scratch
          v128.store32_lane offset=4 1
        end
        i32.const 2
        local.get $count
        i32.lt_u
        if
          local.get $at_p
          local.get $scratch
          v128.store32_lane offset=8 2
        end
        i32.const 3
        local.get $count
        i32.lt_u
        if
          local.get $at_p
          local.get $scratch
          v128.store32_lane offset=12 3
        end
        local.get $at_p
        v128.load offset=16
        local.set $p
        local.get $at_column0
        v128.load offset=16
        local.set $c2
        local.get $at_column1
        v128.load offset=16
        local.set $c4
        local.get $p
        local.get $s1
        local.get $c2
        f32x4.add
        local.get $c4
        f32x4.add
        f32x4.add
        local.set $scratch
        i32.const 4
        local.get $count
        i32.lt_u
        if
          local.get $at_p
          local.get $scratch
          v128.store32_lane offset=16 0
        end
        i32.const 5
        local.get $count
        i32.lt_u
        if
          local.get $at_p
          local.get $scratch
          v128.store32_lane offset=20 1
        end
        i32.const 6
        local.get $count
        i32.lt_u
        if
          local.get $at_p
          local.get $scratch
          v128.store32_lane offset=24 2
        end
        i32.const 7
        local.get $count
        i32.lt_u
        if
          local.get $at_p
          local.get $scratch
          v128.store32_lane offset=28 3
        end
      end
      local.get $segment
      i32.const 24
      i32.add
      local.tee $segment
      local.get $end
      i32.lt_u
      br_if 0
    end))
