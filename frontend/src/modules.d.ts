// Icons are taken one file at a time: the package's own types are two megabytes.
declare module "lucide/dist/esm/icons/*.mjs" {
  const nodes: [tag: string, attributes: Record<string, string>][];
  export default nodes;
}

// The bundler takes style sheets along.
declare module "*.css";
