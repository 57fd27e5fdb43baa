// Draws every label.zpl of a folder as label.png beside it.
// Usage: node render.mjs FOLDER WIDTH_MM HEIGHT_MM DOTS_PER_MM
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ready } from "zpl-renderer-js";

const [folder, width, height, dots] = process.argv.slice(2);
const { api } = await ready;
for (const name of (await readdir(folder)).filter((name) => name.endsWith(".zpl")).sort()) {
  const zpl = await readFile(join(folder, name), "utf8");
  const picture = await api.zplToBase64Async(zpl, Number(width), Number(height), Number(dots));
  await writeFile(join(folder, name.replace(/zpl$/, "png")), Buffer.from(picture, "base64"));
}
process.exit(0);
