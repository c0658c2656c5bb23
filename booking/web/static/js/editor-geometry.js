// Geometry of plans, pure: points, boxes and polygons in one frame, y down; angles in degrees, clockwise from up.

/** @typedef {[number, number]} Point */
/** @typedef {readonly (readonly [number, number])[]} Ring a polygon's corners, not closed by repetition */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

const TINY = 1e-9;

/**
 * The smallest box round points.
 * @param {Ring} ring
 * @returns {Box}
 */
export function boxOf(ring) {
  let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
  for (const [x, y] of ring) {
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return {left, top, right, bottom};
}

/**
 * The smallest box round boxes.
 * @param {readonly Box[]} boxes at least one
 * @returns {Box}
 */
export function boxAround(boxes) {
  return boxOf(boxes.flatMap(({left, top, right, bottom}) => /** @type {Point[]} */ ([[left, top], [right, bottom]])));
}

/**
 * @param {Box} box
 * @returns {Point}
 */
export function middleOf({left, top, right, bottom}) {
  return [(left + right) / 2, (top + bottom) / 2];
}

/**
 * The corners of the box that two points span, clockwise from its top left.
 * @param {Readonly<Point>} one
 * @param {Readonly<Point>} other
 * @returns {Point[]}
 */
export function rectangle([x1, y1], [x2, y2]) {
  const left = Math.min(x1, x2), right = Math.max(x1, x2), top = Math.min(y1, y2), bottom = Math.max(y1, y2);
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

/**
 * Twice the signed area halved: above 0 where the corners run clockwise on a screen.
 * @param {Ring} ring
 */
export function signedArea(ring) {
  let sum = 0;
  for (let at = 0; at < ring.length; at += 1) {
    const [x1, y1] = ring[at], [x2, y2] = ring[(at + 1) % ring.length];
    sum += x1 * y2 - x2 * y1;
  }
  return sum / 2;
}

/** @param {Ring} ring */
export function areaOf(ring) {
  return Math.abs(signedArea(ring));
}

/**
 * The centre of gravity; of a polygon without area the middle of its box.
 * @param {Ring} ring
 * @returns {Point}
 */
export function centreOf(ring) {
  const area = signedArea(ring);
  if (Math.abs(area) < TINY) return middleOf(boxOf(ring));
  let x = 0, y = 0;
  for (let at = 0; at < ring.length; at += 1) {
    const [x1, y1] = ring[at], [x2, y2] = ring[(at + 1) % ring.length], cross = x1 * y2 - x2 * y1;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  }
  return [x / (6 * area), y / (6 * area)];
}

/**
 * @param {Ring} ring
 * @param {number} right
 * @param {number} down
 * @returns {Point[]}
 */
export function moved(ring, right, down) {
  return ring.map(([x, y]) => [x + right, y + down]);
}

/**
 * @param {Readonly<Point>} point
 * @param {number} degrees clockwise
 * @param {Readonly<Point>} about
 * @returns {Point}
 */
export function turnedPoint([x, y], degrees, [midX, midY]) {
  const angle = degrees * Math.PI / 180, cos = Math.cos(angle), sin = Math.sin(angle);
  return [midX + (x - midX) * cos - (y - midY) * sin, midY + (x - midX) * sin + (y - midY) * cos];
}

/**
 * @param {Ring} ring
 * @param {number} degrees clockwise
 * @param {Readonly<Point>} about
 * @returns {Point[]}
 */
export function turned(ring, degrees, about) {
  return ring.map((point) => turnedPoint(point, degrees, about));
}

/**
 * The angle of a direction: 0 up, 90 right, from 0 to below 360.
 * @param {number} right
 * @param {number} down
 */
export function angleOf(right, down) {
  const degrees = Math.atan2(right, -down) * 180 / Math.PI;
  return (degrees + 360) % 360;
}

/**
 * The step of length one in a direction.
 * @param {number} degrees
 * @returns {Point}
 */
export function stepTowards(degrees) {
  const angle = degrees * Math.PI / 180;
  return [Math.sin(angle), -Math.cos(angle)];
}

/**
 * Whether a point lies inside; a point on the edge may be either.
 * @param {Ring} ring
 * @param {Readonly<Point>} point
 */
export function contains(ring, [x, y]) {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [x1, y1] = ring[at], [x2, y2] = ring[before];
    if (y1 > y !== y2 > y && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/**
 * How far a point is from a stretch of line, and how far along it the nearest point lies (0 to 1).
 * @param {Readonly<Point>} point
 * @param {Readonly<Point>} from
 * @param {Readonly<Point>} to
 */
export function reach([x, y], [x1, y1], [x2, y2]) {
  const square = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const along = square ? Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / square)) : 0;
  return {along, distance: Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))};
}

/**
 * The edge that a point is nearest to.
 * @param {Ring} ring
 * @param {Readonly<Point>} point
 */
export function nearestEdge(ring, point) {
  const reaches = ring.map((from, at) => reach(point, from, ring[(at + 1) % ring.length]).distance);
  return reaches.indexOf(Math.min(...reaches));
}

/**
 * Whether four corners make a rectangle, at any angle.
 * @param {Ring} ring
 */
export function isRectangle(ring) {
  if (ring.length !== 4) return false;
  const size = Math.max(sideLength(ring, 0), sideLength(ring, 1));
  return [0, 1, 2, 3].every((at) => {
    const [ax, ay] = ring[(at + 3) % 4], [bx, by] = ring[at], [cx, cy] = ring[(at + 1) % 4];
    const lengths = Math.hypot(ax - bx, ay - by) * Math.hypot(cx - bx, cy - by);
    return lengths > TINY * size && Math.abs((ax - bx) * (cx - bx) + (ay - by) * (cy - by)) < 0.01 * lengths;
  });
}

/**
 * @param {Ring} ring
 * @param {number} at the number of the corner where the side begins
 */
export function sideLength(ring, at) {
  const [x1, y1] = ring[at], [x2, y2] = ring[(at + 1) % ring.length];
  return Math.hypot(x2 - x1, y2 - y1);
}

/**
 * A rectangle with one corner moved: the corner opposite stays, and so do the right angles.
 * @param {Ring} ring four corners
 * @param {number} at
 * @param {Readonly<Point>} to
 * @returns {Point[]}
 */
export function stretched(ring, at, to) {
  const fixed = ring[(at + 2) % 4], next = ring[(at + 1) % 4];
  const length = Math.hypot(next[0] - fixed[0], next[1] - fixed[1]) || 1;
  const ux = (next[0] - fixed[0]) / length, uy = (next[1] - fixed[1]) / length;
  const along = (to[0] - fixed[0]) * ux + (to[1] - fixed[1]) * uy;
  /** @type {Point[]} */
  const corners = ring.map(([x, y]) => [x, y]);
  corners[at] = [to[0], to[1]];
  corners[(at + 1) % 4] = [fixed[0] + along * ux, fixed[1] + along * uy];
  corners[(at + 3) % 4] = [to[0] - along * ux, to[1] - along * uy];
  return corners;
}

/**
 * Whether an outline crosses or touches itself.
 * @param {Ring} given
 */
export function crossesItself(given) {
  const ring = given.filter(([x, y], at) => {
    const [beforeX, beforeY] = given[(at + given.length - 1) % given.length];
    return x !== beforeX || y !== beforeY;
  });
  for (let one = 0; one < ring.length; one += 1) {
    for (let other = one + 2; other < ring.length; other += 1) {
      if (one === 0 && other === ring.length - 1) continue;
      if (cross(ring[one], ring[one + 1], ring[other], ring[(other + 1) % ring.length])) return true;
    }
  }
  return false;
}

/**
 * @param {Readonly<Point>} a
 * @param {Readonly<Point>} b
 * @param {Readonly<Point>} c
 * @param {Readonly<Point>} d
 */
function cross(a, b, c, d) {
  if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
  return isOn(a, c, d) || isOn(b, c, d) || isOn(c, a, b) || isOn(d, a, b);
}

/**
 * Whether a point lies on a line between two others.
 * @param {Readonly<Point>} point
 * @param {Readonly<Point>} from
 * @param {Readonly<Point>} to
 */
function isOn(point, from, to) {
  const [x, y] = point, [x1, y1] = from, [x2, y2] = to;
  return side(from, to, point) === 0 && x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2);
}

/**
 * Above 0 where a point lies to the right of a line, as seen walking along it on a screen.
 * @param {Readonly<Point>} from
 * @param {Readonly<Point>} to
 * @param {Readonly<Point>} point
 */
function side([x1, y1], [x2, y2], [x, y]) {
  return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
}

/**
 * The area that two simple polygons share, whatever their shapes.
 * @param {Ring} one
 * @param {Ring} other
 */
export function sharedArea(one, other) {
  const a = boxOf(one), b = boxOf(other);
  if (a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom) return 0;
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  return triangles(few).reduce((sum, triangle) => sum + areaOf(cut(many, triangle)), 0);
}

/**
 * The part of a polygon inside a triangle whose corners run clockwise on a screen.
 * @param {Ring} ring
 * @param {Ring} triangle
 * @returns {Ring}
 */
function cut(ring, triangle) {
  let kept = ring;
  for (let at = 0; at < 3 && kept.length; at += 1) {
    const from = triangle[at], to = triangle[(at + 1) % 3];
    /** @type {Point[]} */
    const next = [];
    kept.forEach(([x, y], number) => {
      const [px, py] = kept[(number + kept.length - 1) % kept.length];
      const is = side(from, to, [x, y]), was = side(from, to, [px, py]), share = was / (was - is);
      if (is >= 0 !== was >= 0) next.push([px + (x - px) * share, py + (y - py) * share]);
      if (is >= 0) next.push([x, y]);
    });
    kept = next;
  }
  return kept;
}

/**
 * A simple polygon as triangles, their corners clockwise on a screen, by cutting off its ears.
 * @param {Ring} ring
 * @returns {Ring[]}
 */
export function triangles(ring) {
  const left = signedArea(ring) < 0 ? [...ring].reverse() : [...ring];
  /** @type {Ring[]} */
  const found = [];
  while (left.length > 3) {
    const at = left.findIndex((_, number) => isEar(left, number));
    const ear = Math.max(at, 0); // an outline that crosses itself may have none
    const size = left.length;
    found.push([left[(ear + size - 1) % size], left[ear], left[(ear + 1) % size]]);
    left.splice(ear, 1);
  }
  found.push(left);
  return found.filter((triangle) => signedArea(triangle) > TINY);
}

/**
 * @param {Ring} ring clockwise
 * @param {number} at
 */
function isEar(ring, at) {
  const size = ring.length, before = ring[(at + size - 1) % size], here = ring[at], after = ring[(at + 1) % size];
  if (side(before, here, after) < 0) return false;
  return ring.every((point) => point === before || point === here || point === after
    || side(before, here, point) <= 0 || side(here, after, point) <= 0 || side(after, before, point) <= 0);
}
