/** Builds the page of curves. */
import { defineConfig } from "vite";
import { page } from "./build/page.ts";

export default defineConfig(page("fit"));
