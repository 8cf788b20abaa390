(module
  (import "env" "memory" (memory 1))
  (func (export "run") (param $block i32) (param $first i32) (param $last i32)
    (local $segment i32) (local $end i32) (local $count i32) (local $at_p i32) (local $at_g i32) (local $p v128) (local $g v128) (local $c2 v128) (local $c4 v128) (local $c9 v128) (local $c11 v128) (local $x12 v128) (local $c13 v128) (local $c15 v128) (local $x17 v128) (local $c18 v128) (local $c21 v128) (local $x23 v128) (local $c24 v128) (local $c25 v128) (local $c26 v128) (local $c27 v128) (local $c28 v128) (local $c29 v128) (local $c30 v128) (local $c31 v128) (local $c32 v128) (local $c33 v128) (local $c34 v128) (local $c35 v128) (local $x65 v128) (local $c72 v128) (local $c74 v128) (local $c76 v128) (local $x77 v128) (local $c78 v128) (local $x80 v128) (local $x81 v128) (local $x82 v128) (local $x84 v128) (local $x89 v128) (local $c90 v128) (local $x91 v128) (local $c94 v128) (local $x96 v128) (local $x99 v128) (local $x102 v128) (local $c103 v128) (local $x104 v128) (local $c105 v128) (local $c106 v128) (local $c107 v128) (local $c108 v128) (local $c109 v128) (local $c110 v128) (local $c111 v128) (local $c112 v128) (local $c113 v128) (local $c114 v128) (local $c115 v128) (local $c143 v128) (local $c_0 v128) (local $c_1 v128)
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
    v128.const i8x16 0 0 0 0 0 0 240 63 0 0 0 0 0 0 240 63
    local.set $c2
    v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
    local.set $c4
    v128.const i8x16 0 0 0 0 0 80 135 192 0 0 0 0 0 80 135 192
    local.set $c9
    v128.const i8x16 0 0 0 0 0 48 134 64 0 0 0 0 0 48 134 64
    local.set $c11
    v128.const i8x16 254 130 43 101 71 21 247 63 254 130 43 101 71 21 247 63
    local.set $c13
    v128.const i8x16 0 0 0 0 0 0 224 63 0 0 0 0 0 0 224 63
    local.set $c15
    v128.const i8x16 0 0 224 254 66 46 230 63 0 0 224 254 66 46 230 63
    local.set $c18
    v128.const i8x16 118 60 121 53 239 57 234 61 118 60 121 53 239 57 234 61
    local.set $c21
    v128.const i8x16 85 85 85 85 85 85 197 63 85 85 85 85 85 85 197 63
    local.set $c24
    v128.const i8x16 85 85 85 85 85 85 165 63 85 85 85 85 85 85 165 63
    local.set $c25
    v128.const i8x16 17 17 17 17 17 17 129 63 17 17 17 17 17 17 129 63
    local.set $c26
    v128.const i8x16 23 108 193 22 108 193 86 63 23 108 193 22 108 193 86 63
    local.set $c27
    v128.const i8x16 26 160 1 26 160 1 42 63 26 160 1 26 160 1 42 63
    local.set $c28
    v128.const i8x16 26 160 1 26 160 1 250 62 26 160 1 26 160 1 250 62
    local.set $c29
    v128.const i8x16 52 199 86 165 227 29 199 62 52 199 86 165 227 29 199 62
    local.set $c30
    v128.const i8x16 92 159 120 183 79 126 146 62 92 159 120 183 79 126 146 62
    local.set $c31
    v128.const i8x16 228 68 245 103 69 230 90 62 228 68 245 103 69 230 90 62
    local.set $c32
    v128.const i8x16 152 216 248 239 216 238 33 62 152 216 248 239 216 238 33 62
    local.set $c33
    v128.const i8x16 9 109 168 19 70 18 230 61 9 109 168 19 70 18 230 61
    local.set $c34
    v128.const i8x16 157 124 192 168 116 57 169 61 157 124 192 168 116 57 169 61
    local.set $c35
    v128.const i8x16 0 0 0 0 0 0 240 255 0 0 0 0 0 0 240 255
    local.set $c72
    v128.const i8x16 0 0 0 0 0 0 240 127 0 0 0 0 0 0 240 127
    local.set $c74
    v128.const i8x16 0 0 0 0 0 0 16 0 0 0 0 0 0 0 16 0
    local.set $c76
    v128.const i8x16 0 0 0 0 0 0 80 67 0 0 0 0 0 0 80 67
    local.set $c78
    v128.const i8x16 205 59 127 102 158 160 246 63 205 59 127 102 158 160 246 63
    local.set $c90
    v128.const i8x16 0 0 0 0 0 0 75 64 0 0 0 0 0 0 75 64
    local.set $c94
    v128.const i8x16 0 0 0 0 0 0 0 64 0 0 0 0 0 0 0 64
    local.set $c103
    v128.const i8x16 85 85 85 85 85 85 229 63 85 85 85 85 85 85 229 63
    local.set $c105
    v128.const i8x16 154 153 153 153 153 153 217 63 154 153 153 153 153 153 217 63
    local.set $c106
    v128.const i8x16 146 36 73 146 36 73 210 63 146 36 73 146 36 73 210 63
    local.set $c107
    v128.const i8x16 28 199 113 28 199 113 204 63 28 199 113 28 199 113 204 63
    local.set $c108
    v128.const i8x16 70 23 93 116 209 69 199 63 70 23 93 116 209 69 199 63
    local.set $c109
    v128.const i8x16 20 59 177 19 59 177 195 63 20 59 177 19 59 177 195 63
    local.set $c110
    v128.const i8x16 17 17 17 17 17 17 193 63 17 17 17 17 17 17 193 63
    local.set $c111
    v128.const i8x16 30 30 30 30 30 30 190 63 30 30 30 30 30 30 190 63
    local.set $c112
    v128.const i8x16 40 175 161 188 134 242 186 63 40 175 161 188 134 242 186 63
    local.set $c113
    v128.const i8x16 24 134 97 24 134 97 184 63 24 134 97 24 134 97 184 63
    local.set $c114
    v128.const i8x16 100 33 11 89 200 66 182 63 100 33 11 89 200 66 182 63
    local.set $c115
    v128.const i8x16 0 0 0 0 0 0 248 255 0 0 0 0 0 0 248 255
    local.set $c143
    v128.const i8x16 255 3 0 0 0 0 48 67 255 3 0 0 0 0 48 67
    local.set $c_0
    v128.const i8x16 0 0 0 0 0 0 48 67 0 0 0 0 0 0 48 67
    local.set $c_1
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
      local.set $at_p
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
        local.get $c2
        local.get $g
        f64x2.neg
        local.get $c9
        f64x2.pmax
        local.get $c11
        f64x2.pmin
        local.tee $x12
        local.get $c13
        local.get $x12
        f64x2.mul
        local.get $c15
        f64x2.add
        f64x2.floor
        local.tee $x17
        local.get $c18
        f64x2.mul
        f64x2.sub
        local.get $x17
        local.get $c21
        f64x2.mul
        f64x2.sub
        local.tee $x23
        local.get $c2
        local.get $x23
        local.get $c15
        local.get $x23
        local.get $c24
        local.get $x23
        local.get $c25
        local.get $x23
        local.get $c26
        local.get $x23
        local.get $c27
        local.get $x23
        local.get $c28
        local.get $x23
        local.get $c29
        local.get $x23
        local.get $c30
        local.get $x23
        local.get $c31
        local.get $x23
        local.get $c32
        local.get $x23
        local.get $c33
        local.get $x23
        local.get $c34
        local.get $x23
        local.get $c35
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        local.get $c15
        local.get $x17
        f64x2.mul
        f64x2.floor
        local.tee $x65
        local.get $c_0
        f64x2.add
        i32.const 52
        i64x2.shl
        f64x2.mul
        local.get $x17
        local.get $x65
        f64x2.sub
        local.get $c_0
        f64x2.add
        i32.const 52
        i64x2.shl
        f64x2.mul
        local.get $c72
        local.get $c78
        local.get $p
        f64x2.mul
        local.get $p
        local.get $p
        local.get $c76
        f64x2.lt
        local.tee $x77
        v128.bitselect
        local.tee $x80
        i32.const 52
        i64x2.shr_u
        local.get $c_1
        v128.or
        local.get $c_0
        f64x2.sub
        local.tee $x81
        local.get $c2
        local.get $x80
        local.get $c15
        local.get $x81
        f64x2.neg
        local.tee $x82
        f64x2.mul
        f64x2.floor
        local.tee $x84
        local.get $c_0
        f64x2.add
        i32.const 52
        i64x2.shl
        f64x2.mul
        local.get $x82
        local.get $x84
        f64x2.sub
        local.get $c_0
        f64x2.add
        i32.const 52
        i64x2.shl
        f64x2.mul
        local.tee $x89
        local.get $c90
        f64x2.gt
        local.tee $x91
        v128.and
        f64x2.add
        local.get $c94
        local.get $x77
        v128.and
        f64x2.sub
        local.tee $x96
        local.get $c18
        f64x2.mul
        local.get $c15
        local.get $x89
        f64x2.mul
        local.get $x89
        local.get $x91
        v128.bitselect
        local.tee $x99
        local.get $c2
        f64x2.sub
        local.get $x99
        local.get $c2
        f64x2.add
        f64x2.div
        local.tee $x102
        local.get $c103
        local.get $x102
        local.get $x102
        f64x2.mul
        local.tee $x104
        local.get $c105
        local.get $x104
        local.get $c106
        local.get $x104
        local.get $c107
        local.get $x104
        local.get $c108
        local.get $x104
        local.get $c109
        local.get $x104
        local.get $c110
        local.get $x104
        local.get $c111
        local.get $x104
        local.get $c112
        local.get $x104
        local.get $c113
        local.get $x104
        local.get $c114
        local.get $x104
        local.get $c115
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        local.get $x96
        local.get $c21
        f64x2.mul
        f64x2.add
        f64x2.add
        local.get $p
        local.get $p
        local.get $c74
        f64x2.lt
        v128.bitselect
        local.get $c143
        local.get $p
        local.get $c4
        f64x2.gt
        v128.bitselect
        local.get $p
        local.get $c4
        f64x2.eq
        v128.bitselect
        local.get $g
        local.get $c2
        f64x2.gt
        local.get $p
        local.get $c4
        f64x2.lt
        v128.not
        v128.and
        v128.bitselect
        f64x2.add
        v128.store
        local.get $at_p
        v128.load offset=16
        local.set $p
        local.get $at_g
        v128.load offset=16
        local.set $g
        local.get $at_p
        local.get $p
        local.get $c2
        local.get $g
        f64x2.neg
        local.get $c9
        f64x2.pmax
        local.get $c11
        f64x2.pmin
        local.tee $x12
        local.get $c13
        local.get $x12
        f64x2.mul
        local.get $c15
        f64x2.add
        f64x2.floor
        local.tee $x17
        local.get $c18
        f64x2.mul
        f64x2.sub
        local.get $x17
        local.get $c21
        f64x2.mul
        f64x2.sub
        local.tee $x23
        local.get $c2
        local.get $x23
        local.get $c15
        local.get $x23
        local.get $c24
        local.get $x23
        local.get $c25
        local.get $x23
        local.get $c26
        local.get $x23
        local.get $c27
        local.get $x23
        local.get $c28
        local.get $x23
        local.get $c29
        local.get $x23
        local.get $c30
        local.get $x23
        local.get $c31
        local.get $x23
        local.get $c32
        local.get $x23
        local.get $c33
        local.get $x23
        local.get $c34
        local.get $x23
        local.get $c35
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        local.get $c15
        local.get $x17
        f64x2.mul
        f64x2.floor
        local.tee $x65
        local.get $c_0
        f64x2.add
        i32.const 52
        i64x2.shl
        f64x2.mul
        local.get $x17
        local.get $x65
        f64x2.sub
        local.get $c_0
        f64x2.add
        i32.const 52
        i64x2.shl
        f64x2.mul
        local.get $c72
        local.get $c78
        local.get $p
        f64x2.mul
        local.get $p
        local.get $p
        local.get $c76
        f64x2.lt
        local.tee $x77
        v128.bitselect
        local.tee $x80
        i32.const 52
        i64x2.shr_u
        local.get $c_1
        v128.or
        local.get $c_0
        f64x2.sub
        local.tee $x81
        local.get $c2
        local.get $x80
        local.get $c15
        local.get $x81
        f64x2.neg
        local.tee $x82
        f64x2.mul
        f64x2.floor
        local.tee $x84
        local.get $c_0
        f64x2.add
        i32.const 52
        i64x2.shl
        f64x2.mul
        local.get $x82
        local.get $x84
        f64x2.sub
        local.get $c_0
        f64x2.add
        i32.const 52
        i64x2.shl
        f64x2.mul
        local.tee $x89
        local.get $c90
        f64x2.gt
        local.tee $x91
        v128.and
        f64x2.add
        local.get $c94
        local.get $x77
        v128.and
        f64x2.sub
        local.tee $x96
        local.get $c18
        f64x2.mul
        local.get $c15
        local.get $x89
        f64x2.mul
        local.get $x89
        local.get $x91
        v128.bitselect
        local.tee $x99
        local.get $c2
        f64x2.sub
        local.get $x99
        local.get $c2
        f64x2.add
        f64x2.div
        local.tee $x102
        local.get $c103
        local.get $x102
        local.get $x102
        f64x2.mul
        local.tee $x104
        local.get $c105
        local.get $x104
        local.get $c106
        local.get $x104
        local.get $c107
        local.get $x104
        local.get $c108
        local.get $x104
        local.get $c109
        local.get $x104
        local.get $c110
        local.get $x104
        local.get $c111
        local.get $x104
        local.get $c112
        local.get $x104
        local.get $c113
        local.get $x104
        local.get $c114
        local.get $x104
        local.get $c115
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        f64x2.add
        f64x2.mul
        local.get $x96
        local.get $c21
        f64x2.mul
        f64x2.add
        f64x2.add
        local.get $p
        local.get $p
        local.get $c74
        f64x2.lt
        v128.bitselect
        local.get $c143
        local.get $p
        local.get $c4
        f64x2.gt
        v128.bitselect
        local.get $p
        local.get $c4
        f64x2.eq
        v128.bitselect
        local.get $g
        local.get $c2
        f64x2.gt
        local.get $p
        local.get $c4
        f64x2.lt
        v128.not
        v128.and
        v128.bitselect
        f64x2.add
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
