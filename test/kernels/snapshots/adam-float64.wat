(module
  (import "env" "memory" (memory 1))
  (func (export "run") (param $block i32) (param $first i32) (param $last i32)
    (local $segment i32) (local $end i32) (local $count i32) (local $at_m i32) (local $at_g i32) (local $at_v i32) (local $at_p i32) (local $u0 v128) (local $m v128) (local $u3 v128) (local $g v128) (local $x6 v128) (local $u7 v128) (local $v v128) (local $u10 v128) (local $x13 v128) (local $p v128) (local $u15 v128) (local $u16 v128) (local $u18 v128) (local $u21 v128)
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
    v128.load64_splat offset=32
    local.set $u0
    local.get $block
    v128.load64_splat offset=40
    local.set $u3
    local.get $block
    v128.load64_splat offset=48
    local.set $u7
    local.get $block
    v128.load64_splat offset=56
    local.set $u10
    local.get $block
    v128.load64_splat offset=64
    local.set $u15
    local.get $block
    v128.load64_splat offset=72
    local.set $u16
    local.get $block
    v128.load64_splat offset=80
    local.set $u18
    local.get $block
    v128.load64_splat offset=88
    local.set $u21
    loop
      local.get $block
      i32.load offset=12
      i32.const 4
      i32.shl
      local.get $segment
      i32.load
      i32.const 3
      i32.shl
      i32.add
      local.set $at_m
      local.get $block
      i32.load offset=16
      i32.const 4
      i32.shl
      local.get $segment
      i32.load
      i32.const 3
      i32.shl
      i32.add
      local.set $at_g
      local.get $block
      i32.load offset=20
      i32.const 4
      i32.shl
      local.get $segment
      i32.load
      i32.const 3
      i32.shl
      i32.add
      local.set $at_v
      local.get $block
      i32.load offset=24
      i32.const 4
      i32.shl
      local.get $segment
      i32.load
      i32.const 3
      i32.shl
      i32.add
      local.set $at_p
      local.get $segment
      i32.load offset=4
      local.set $count
      loop
        local.get $at_m
        v128.load
        local.set $m
        local.get $at_g
        v128.load
        local.set $g
        local.get $at_v
        v128.load
        local.set $v
        local.get $at_p
        v128.load
        local.set $p
        local.get $at_m
        local.get $u0
        local.get $m
        f64x2.mul
        local.get $u3
        local.get $g
        f64x2.mul
        f64x2.add
        local.tee $x6
        v128.store
        local.get $at_v
        local.get $u7
        local.get $v
        f64x2.mul
        local.get $u10
        local.get $g
        local.get $g
        f64x2.mul
        f64x2.mul
        f64x2.add
        local.tee $x13
        v128.store
        local.get $at_p
        local.get $p
        local.get $u15
        local.get $x6
        local.get $u16
        f64x2.mul
        local.get $x13
        local.get $u18
        f64x2.mul
        f64x2.sqrt
        local.get $u21
        f64x2.add
        f64x2.div
        f64x2.mul
        f64x2.add
        v128.store
        local.get $at_m
        v128.load offset=16
        local.set $m
        local.get $at_g
        v128.load offset=16
        local.set $g
        local.get $at_v
        v128.load offset=16
        local.set $v
        local.get $at_p
        v128.load offset=16
        local.set $p
        local.get $at_m
        local.get $u0
        local.get $m
        f64x2.mul
        local.get $u3
        local.get $g
        f64x2.mul
        f64x2.add
        local.tee $x6
        v128.store offset=16
        local.get $at_v
        local.get $u7
        local.get $v
        f64x2.mul
        local.get $u10
        local.get $g
        local.get $g
        f64x2.mul
        f64x2.mul
        f64x2.add
        local.tee $x13
        v128.store offset=16
        local.get $at_p
        local.get $p
        local.get $u15
        local.get $x6
        local.get $u16
        f64x2.mul
        local.get $x13
        local.get $u18
        f64x2.mul
        f64x2.sqrt
        local.get $u21
        f64x2.add
        f64x2.div
        f64x2.mul
        f64x2.add
        v128.store offset=16
        local.get $at_m
        i32.const 32
        i32.add
        local.set $at_m
        local.get $at_g
        i32.const 32
        i32.add
        local.set $at_g
        local.get $at_v
        i32.const 32
        i32.add
        local.set $at_v
        local.get $at_p
        i32.const 32
        i32.add
        local.set $at_p
        local.get $count
        i32.const 4
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
