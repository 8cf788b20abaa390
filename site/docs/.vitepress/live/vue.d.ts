/** What TypeScript sees of a component's file: Vite compiles it. */
declare module "*.vue" {
  import type { Component } from "vue";

  const component: Component;
  export default component;
}
