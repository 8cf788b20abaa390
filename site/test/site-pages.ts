/** The pages of the built site, and which of them stand for others. */
import { readdirSync } from "node:fs";
import { dist } from "./server.ts";

/** All pages but the lab, which has its own tests, by their path in the site. */
export const sitePages: readonly string[] = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".html") && !path.startsWith("lab/") && path !== "404.html");

/** Pages of one form: those of a folder, of the reference those about things of one kind, all copies of sources. */
function kindOf(path: string): string {
  const [part, ...rest] = path.split("/");
  if (part === "source") return part;
  if (part === "api") return rest.at(-1) === "index.html" ? "api/index" : `api/${rest.at(-2)}`;
  return path.replace(/[^/]*$/, "");
}

/** One page of each kind, for what takes long. */
export const kindsOfPages: readonly string[] = [
  ...new Map(sitePages.map((path) => [kindOf(path), path])).values(),
];
