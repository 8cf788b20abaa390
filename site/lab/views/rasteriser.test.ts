import { expect, test } from "vitest";
import { LineImage } from "./rasteriser.ts";

const blue = [0, 0, 255] as const;
const red = [255, 0, 0] as const;

const opacity = ({ data, width }: LineImage, x: number, y: number) => data[(y * width + x) * 4 + 3] as number;

test("a line covers as much as it is wide and long, with round ends", () => {
  const image = new LineImage(60, 40);
  image.line(10, 20, 40, 20, 3, 1, blue);
  const sum = image.data.reduce((total, value, index) => total + (index % 4 === 3 ? value / 255 : 0), 0);
  expect(sum).toBeCloseTo(30 * 6 + Math.PI * 9, -0.5);
  expect([...image.data.slice((20 * 60 + 20) * 4, (20 * 60 + 20) * 4 + 4)]).toEqual([0, 0, 255, 255]);
  expect(opacity(image, 20, 26)).toBe(0);
});

test("pieces of one line do not add up where they overlap", () => {
  const [whole, pieces] = [new LineImage(60, 40), new LineImage(60, 40)];
  whole.line(5, 11.3, 50, 11.3, 1.2, 1, blue);
  for (let x = 5; x < 50; x++) pieces.line(x, 11.3, x + 1, 11.3, 1.2, 1, blue);
  for (let y = 8; y < 16; y++)
    for (let x = 8; x < 46; x++)
      expect(Math.abs(opacity(whole, x, y) - opacity(pieces, x, y))).toBeLessThan(3);
});

test("another line lies over the first", () => {
  const image = new LineImage(20, 20);
  image.line(0, 10, 20, 10, 2, 1, blue);
  image.line(10, 0, 10, 20, 2, 2, red);
  expect([...image.data.slice((10 * 20 + 10) * 4, (10 * 20 + 10) * 4 + 4)]).toEqual([255, 0, 0, 255]);
});

test("what changed is told once; lines outside change nothing", () => {
  const image = new LineImage(100, 100);
  image.line(20, 30, 40, 30, 1, 1, blue);
  const changed = image.takeChanged();
  expect(changed).toMatchObject({ top: 28, bottom: 33 });
  expect(image.takeChanged()).toBeNull();
  image.line(-50, -50, -10, 200, 2, 1, blue);
  expect(image.takeChanged()).toBeNull();
});
