// Builds the web app into ../familydash/static/app/ and the API docs into ../familydash/static/docs/.
// The output is the same bytes for the same sources: names carry content hashes, nothing carries a date.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "familydash", "static");
const app = join(root, "app");
const docs = join(root, "docs");
const watching = process.argv.includes("--watch");

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: here,
  bundle: true,
  outdir: app,
  entryNames: "assets/[name]-[hash]",
  chunkNames: "assets/[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
  publicPath: "/app/",
  target: ["es2022", "safari15.4"],
  minify: !watching,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
};

/** Every file that the result depends on; packaging/hatch_build.py computes the same to see a stale build. */
function hashOfSources() {
  const names = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else names.push(relative(here, path).split(sep).join("/"));
    }
  };
  walk(here);
  const all = createHash("sha256");
  for (const name of names.sort()) {
    all.update(`${name}\0${createHash("sha256").update(readFileSync(join(here, name))).digest("hex")}\n`);
  }
  return all.digest("hex");
}

/** Where the browser finds a file that esbuild wrote. */
const url = (name) => "/app/" + relative(app, join(here, name)).split(sep).join("/");

/** The output of a source and what it needs at once (not what a route asks for later), the output itself first. */
function filesOf(metafile, source) {
  const own = Object.keys(metafile.outputs).find((name) => metafile.outputs[name].entryPoint === source);
  const seen = new Set([own]);
  for (const name of seen) {
    for (const found of metafile.outputs[name].imports) {
      if (found.kind === "import-statement") seen.add(found.path);
    }
  }
  return [...seen];
}

/** For each address of routes.tsx the files of its screen that are not there with the main program. */
function filesOfRoutes(metafile) {
  const main = new Set(filesOf(metafile, "src/main.tsx"));
  const text = readFileSync(join(here, "src", "routes.tsx"), "utf8");
  const routes = [...text.matchAll(/path: "([^"]+)", load: \(\) => import\("\.\/([^"]+)"\)/g)];
  if (routes.length === 0) throw new Error("routes.tsx is not written as build.mjs reads it");
  return Object.fromEntries(
    routes.map(([, path, source]) => [path, filesOf(metafile, `src/${source}.tsx`).filter((name) => !main.has(name)).map(url)]),
  );
}

/** MIT and ISC ask that their notice goes along: of each package that is really in the bundle. */
function licences(metafiles) {
  const packages = new Set();
  for (const name of metafiles.flatMap((metafile) => Object.keys(metafile.inputs))) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name);
    if (found) packages.add(found[1]);
  }
  return [...packages].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  }).join("\n" + "-".repeat(80) + "\n\n");
}

function page(metafile, first) {
  const [main, ...chunks] = filesOf(metafile, "src/main.tsx");
  return readFileSync(join(here, "src", "index.html"), "utf8").replace("<!-- assets -->", [
    `<link rel="stylesheet" href="${url(metafile.outputs[main].cssBundle)}">`,
    `<script src="${url(first)}"></script>`,
    ...chunks.map((chunk) => `<link rel="modulepreload" href="${url(chunk)}">`),
    `<script type="module" src="${url(main)}"></script>`,
  ].join("\n    "));
}

/** The server hands out `name.gz` to whoever can read it, so that a Pi never compresses the same bytes twice. */
function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) compress(path);
    else if (/\.(js|css|html|svg|webmanifest|txt)$/.test(entry.name)) {
      writeFileSync(path + ".gz", gzipSync(readFileSync(path), { level: 9 }));
    }
  }
}

function buildDocs() {
  const swagger = join(here, "node_modules", "swagger-ui-dist");
  if (!existsSync(swagger)) return; // an install without development packages: the app alone
  rmSync(docs, { recursive: true, force: true });
  mkdirSync(docs, { recursive: true });
  for (const name of ["swagger-ui.css", "swagger-ui-bundle.js", "LICENSE", "NOTICE"]) {
    const text = readFileSync(join(swagger, name), "utf8").replace(/\n\/[/*]# sourceMappingURL=\S+( \*\/)?\s*$/, "\n");
    writeFileSync(join(docs, name === "LICENSE" || name === "NOTICE" ? `${name}.txt` : name), text);
  }
  cpSync(join(swagger, "swagger-ui-bundle.js.LICENSE.txt"), join(docs, "swagger-ui-bundle.js.LICENSE.txt"));
  cpSync(join(here, "docs"), docs, { recursive: true });
  compress(docs);
}

async function finish({ metafile }) {
  mkdirSync(app, { recursive: true });
  const first = await esbuild.build({
    ...shared,
    entryPoints: { first: "src/core/first.ts" },
    format: "iife",
    define: { ROUTE_FILES: JSON.stringify(filesOfRoutes(metafile)) },
  });
  writeFileSync(join(app, "index.html"), page(metafile, Object.keys(first.metafile.outputs)[0]));
  writeFileSync(join(app, "THIRD-PARTY-LICENSES.txt"), licences([metafile, first.metafile]));
  if (!watching) compress(app);
  writeFileSync(join(app, "build.json"), JSON.stringify({ sources: hashOfSources() }) + "\n");
}

const mainOptions = {
  ...shared,
  entryPoints: { main: "src/main.tsx" },
  format: "esm",
  splitting: true,
  jsx: "automatic",
  jsxImportSource: "preact",
};

rmSync(app, { recursive: true, force: true });
buildDocs();
if (watching) {
  const tell = {
    name: "finish",
    setup: (build) => build.onEnd(async (result) => {
      if (result.errors.length) return;
      await finish(result);
      console.log("built");
    }),
  };
  await (await esbuild.context({ ...mainOptions, plugins: [tell] })).watch();
} else {
  const main = await esbuild.build(mainOptions).catch(() => process.exit(1)); // esbuild has said why
  await finish(main);
  if (process.argv.includes("--sizes")) {
    for (const [name, output] of Object.entries(main.metafile.outputs)) {
      const bytes = gzipSync(readFileSync(join(here, name)), { level: 9 }).length;
      console.log(String(bytes).padStart(7), name.split("/").pop(), output.entryPoint ?? "");
    }
  }
}
