// Gaussians that add up to a picture, their gradients, and the picture on a canvas. Lengths are in pixels of a square picture.

override side: u32 = 512u; // a multiple of 8
const tile = 8u;
const capacity = 256u; // Gaussians that a tile may have
const reach = 9.0; // squared: a Gaussian ends at three deviations

// A Gaussian as pixels need it: with d from its center, its distance in deviations is (a . d, b . d).
struct Splat {
  center: vec2f,
  extent: vec2f, // half of the box in which it ends
  a: vec2f,
  b: vec2f,
  color: vec3f,
  opacity: f32,
}

// Pixels of a box, first and last; none where a last one comes before a first one.
struct Box {
  first: vec2i,
  last: vec2i,
}

fn pixelsOf(center: vec2f, extent: vec2f) -> Box {
  let most = vec2f(f32(side) - 1.0);
  let first = clamp(ceil(center - extent - 0.5), vec2f(0.0), most + 1.0);
  let last = clamp(floor(center + extent - 0.5), vec2f(-1.0), most);
  return Box(vec2i(first), vec2i(last));
}

@group(0) @binding(0) var<storage, read> position: array<vec2f>;
@group(0) @binding(1) var<storage, read> scale: array<vec2f>; // logarithms of both deviations
@group(0) @binding(2) var<storage, read> angle: array<f32>; // of the first one's axis
@group(0) @binding(3) var<storage, read> color: array<f32>; // three each
@group(0) @binding(4) var<storage, read> opacity: array<f32>; // before the sigmoid
@group(0) @binding(5) var<storage, read_write> splats: array<Splat>;
@group(0) @binding(6) var<storage, read_write> counts: array<atomic<u32>>; // Gaussians of each tile
@group(0) @binding(7) var<storage, read_write> lists: array<u32>;

// Each Gaussian enters itself in the lists of the tiles that it reaches.
@compute @workgroup_size(64)
fn prepare(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= arrayLength(&opacity)) {
    return;
  }
  let axis = vec2f(cos(angle[i]), sin(angle[i]));
  let deviation = exp(scale[i]);
  let spread = axis * deviation.x;
  let across = vec2f(-axis.y, axis.x) * deviation.y;
  let extent = sqrt(reach * (spread * spread + across * across));
  let tint = vec3f(color[3 * i], color[3 * i + 1], color[3 * i + 2]);
  splats[i] = Splat(
    position[i],
    extent,
    axis / deviation.x,
    vec2f(-axis.y, axis.x) / deviation.y,
    tint,
    1.0 / (1.0 + exp(-opacity[i])),
  );
  let box = pixelsOf(position[i], extent);
  if (any(box.last < box.first)) {
    return;
  }
  let first = vec2u(box.first) / tile;
  let last = vec2u(box.last) / tile;
  for (var y = first.y; y <= last.y; y++) {
    for (var x = first.x; x <= last.x; x++) {
      let here = y * (side / tile) + x;
      let place = atomicAdd(&counts[here], 1u);
      if (place < capacity) {
        lists[here * capacity + place] = i;
      }
    }
  }
}

@group(0) @binding(0) var<storage, read> drawn: array<vec4f>; // splats: center and extent, a and b, color and opacity
@group(0) @binding(1) var<storage, read> lengths: array<u32>; // the counts
@group(0) @binding(2) var<storage, read> members: array<u32>; // the lists
@group(0) @binding(3) var<storage, read> photograph: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> picture: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> residuals: array<vec4f>; // of four pixels in a row: red, green, blue
@group(0) @binding(6) var<storage, read_write> errors: array<f32>; // squared, of four pixels each

// Sums are of whole numbers: which Gaussian came first into a list is chance, and their order does not matter so. Equal parameters give equal bits.
const unit = 2097152.0;

// Each invocation draws four pixels of a tile, 16 a whole one. The loss is half the sum of squared residuals.
@compute @workgroup_size(64)
fn draw(@builtin(global_invocation_id) id: vec3u) {
  let here = id.x / 16u;
  if (here >= arrayLength(&lengths)) {
    return;
  }
  let count = min(lengths[here], capacity);
  let left = here % (side / tile) * tile + id.x % 2u * 4u;
  let top = here / (side / tile) * tile + id.x % 16u / 2u;
  let x = f32(left) + vec4f(0.5, 1.5, 2.5, 3.5);
  let y = f32(top) + 0.5;
  var red = vec4i(0);
  var green = vec4i(0);
  var blue = vec4i(0);
  for (var k = 0u; k < count; k++) {
    let i = 3u * members[here * capacity + k];
    let center = drawn[i].xy;
    let axes = drawn[i + 1u];
    let tint = drawn[i + 2u].rgb * drawn[i + 2u].a * unit;
    let u = axes.x * (x - center.x) + axes.y * (y - center.y);
    let v = axes.z * (x - center.x) + axes.w * (y - center.y);
    let q = u * u + v * v;
    let high = select(vec4f(0.0), exp(-0.5 * q), q < vec4f(reach));
    red += vec4i(round(high * tint.r));
    green += vec4i(round(high * tint.g));
    blue += vec4i(round(high * tint.b));
  }
  let place = top * side + left;
  let colors = transpose(mat3x4f(vec4f(red), vec4f(green), vec4f(blue))) * (1.0 / unit);
  var rests = mat4x3f();
  var error = 0.0;
  for (var k = 0u; k < 4u; k++) {
    let wanted = photograph[place + k].rgb;
    picture[place + k] = vec4f(colors[k], 1.0);
    rests[k] = colors[k] - wanted;
    let seen = saturate(colors[k]) - wanted;
    error += dot(seen, seen);
  }
  let rest = transpose(rests);
  for (var k = 0u; k < 3u; k++) {
    residuals[place / 4u * 3u + k] = rest[k];
  }
  errors[id.x] = error;
}

@group(0) @binding(0) var<storage, read> summed: array<Splat>;
@group(0) @binding(1) var<storage, read> residual: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> parts: array<f32>;

const lanes = 8u; // of a Gaussian
const sums = 10u; // of a lane

// Each of eight invocations sums over an eighth of a Gaussian's box, four pixels at once.
@compute @workgroup_size(64)
fn sumUp(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x / lanes;
  if (i >= arrayLength(&summed)) {
    return;
  }
  let splat = summed[i];
  let box = pixelsOf(splat.center, splat.extent);
  let tinted = splat.color * splat.opacity;
  var tint = vec3f(0.0);
  var first = vec2f(0.0);
  var squares = vec2f(0.0);
  var mixed = 0.0;
  var pull = vec2f(0.0);
  let most = box.last.x / 4;
  let width = most - box.first.x / 4 + 1;
  var column = box.first.x / 4 + i32(id.x % lanes);
  var row = select(box.first.y, i32(side), box.last.x < box.first.x);
  loop {
    for (; column > most && row <= box.last.y; column -= width) {
      row++;
    }
    if (row > box.last.y) {
      break;
    }
    let x = f32(4 * column) + vec4f(0.5, 1.5, 2.5, 3.5) - splat.center.x;
    let y = f32(row) + 0.5 - splat.center.y;
    let u = splat.a.x * x + splat.a.y * y;
    let v = splat.b.x * x + splat.b.y * y;
    let q = u * u + v * v;
    let high = select(vec4f(0.0), exp(-0.5 * q), q < vec4f(reach));
    let place = 3u * (u32(row) * (side / 4u) + u32(column));
    let red = high * residual[place];
    let green = high * residual[place + 1u];
    let blue = high * residual[place + 2u];
    let weight = tinted.r * red + tinted.g * green + tinted.b * blue;
    let one = vec4f(1.0);
    tint += vec3f(dot(red, one), dot(green, one), dot(blue, one));
    first += vec2f(dot(weight, u), dot(weight, v));
    squares += vec2f(dot(weight * u, u), dot(weight * v, v));
    mixed += dot(weight * u, v);
    pull += vec2f(
      dot(abs(weight * (splat.a.x * u + splat.b.x * v)), one),
      dot(abs(weight * (splat.a.y * u + splat.b.y * v)), one),
    );
    column += i32(lanes);
  }
  let mine = array(tint.x, tint.y, tint.z, first.x, first.y, squares.x, squares.y, mixed, pull.x, pull.y);
  for (var k = 0u; k < sums; k++) {
    parts[id.x * sums + k] = mine[k];
  }
}

@group(0) @binding(0) var<storage, read> source: array<Splat>;
@group(0) @binding(1) var<storage, read> partial: array<f32>;
@group(0) @binding(2) var<storage, read_write> ofPosition: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> ofScale: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> ofAngle: array<f32>;
@group(0) @binding(5) var<storage, read_write> ofColor: array<f32>; // three each
@group(0) @binding(6) var<storage, read_write> ofOpacity: array<f32>;
@group(0) @binding(7) var<storage, read_write> pulled: array<f32>; // sums over steps, for the growth

// Each Gaussian's gradients, from its sums, which are added in fixed order.
@compute @workgroup_size(64)
fn gradients(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= arrayLength(&source)) {
    return;
  }
  var sum = array<f32, sums>();
  for (var lane = 0u; lane < lanes; lane++) {
    for (var k = 0u; k < sums; k++) {
      sum[k] += partial[(i * lanes + lane) * sums + k];
    }
  }
  let splat = source[i];
  let tint = vec3f(sum[0], sum[1], sum[2]);
  let ratio = length(splat.b) / length(splat.a);
  ofPosition[i] = sum[3] * splat.a + sum[4] * splat.b;
  ofScale[i] = vec2f(sum[5], sum[6]);
  ofAngle[i] = sum[7] * (ratio - 1.0 / ratio);
  ofColor[3 * i] = splat.opacity * tint.r;
  ofColor[3 * i + 1] = splat.opacity * tint.g;
  ofColor[3 * i + 2] = splat.opacity * tint.b;
  ofOpacity[i] = splat.opacity * (1.0 - splat.opacity) * dot(splat.color, tint);
  pulled[i] += length(vec2f(sum[8], sum[9]));
}

@group(0) @binding(0) var<storage, read> shown: array<vec4f>;

// One triangle over the whole canvas.
@vertex
fn corner(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn show(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let pixel = min(vec2u(at.xy), vec2u(side - 1u));
  return shown[pixel.y * side + pixel.x];
}
