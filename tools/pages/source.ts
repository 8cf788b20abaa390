/**
 * What the sources say of optimizers: their reference, their documentation, their options. Read with the TypeScript
 * compiler; what optimizers compute comes from their rules, in `forms.ts`.
 */
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import { capital } from "./markdown.ts";

/** An option of an optimizer, as its interface declares it. */
export interface OptionDoc {
  readonly name: string;
  readonly doc: string;
  readonly isRequired: boolean;
  readonly takesNumber: boolean;
  readonly takesSchedule: boolean;
  readonly isBoolean: boolean;
  /** The texts that it may be, such as `"rows"`. */
  readonly words: readonly string[];
}

/** An exported function that makes an optimizer. */
export interface FactoryDoc {
  readonly name: string;
  /** The paragraphs of its documentation; the first says what it does. */
  readonly paragraphs: readonly string[];
  readonly example: string;
  readonly options: readonly OptionDoc[];
  /** Whether it is put around another optimizer. */
  readonly isWrapper: boolean;
}

/** An exported function of `src/transforms` or `src/schedules` that makes a part of an optimizer. */
export interface PartDoc extends FactoryDoc {
  readonly folder: string;
  readonly header: string;
  /** What it takes before its options, such as the limit of `clip`. */
  readonly argument: { readonly name: string; readonly doc: string } | undefined;
}

/** A file of `src/optimizers` or `src/wrappers` that exports an optimizer. */
export interface SourceDoc {
  readonly folder: string;
  /** Without its ending: `adam-mini`. */
  readonly file: string;
  readonly header: string;
  readonly factory: FactoryDoc;
  /** Exported parts of an optimizer's chain, such as `scaleByLion`. */
  readonly directions: readonly string[];
}

/** Kinds of exported functions, and the folders of `src` that they stand in. */
export type Exports = ReadonlyMap<string, readonly string[]>;

const unwrapped = (paragraph: string): string => paragraph.replace(/\s*\n\s*/g, " ").trim();

/** The first comment of a file. */
function headerOf(source: ts.SourceFile): string {
  const [range] = ts.getLeadingCommentRanges(source.text, 0) ?? [];
  const comment = range ? source.text.slice(range.pos, range.end) : "";
  return unwrapped(comment.replace(/^\/\*\*|[ \t]*\*\/$|^[ \t]*\* ?/gm, ""));
}

/** The options interface's members with those it inherits, the learning rate first. */
function optionsOf(checker: ts.TypeChecker, parameter: ts.Symbol | undefined): OptionDoc[] {
  if (!parameter) return [];
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
  const options = type.getProperties().map((property): OptionDoc => {
    const declared = checker.getNonNullableType(checker.getTypeOfSymbol(property));
    const types = declared.isUnion() ? declared.types : [declared];
    const takesNumber = types.some(({ flags }) => flags & ts.TypeFlags.Number);
    return {
      name: property.name,
      doc: unwrapped(ts.displayPartsToString(property.getDocumentationComment(checker))),
      isRequired: !(property.flags & ts.SymbolFlags.Optional),
      takesNumber,
      takesSchedule: takesNumber && types.some((each) => each.getCallSignatures().length > 0),
      isBoolean: types.some(({ flags }) => flags & ts.TypeFlags.BooleanLike),
      // The compiler's order is that in which it met them.
      words: types.flatMap((each) => (each.isStringLiteral() ? [each.value] : [])).sort(),
    };
  });
  const isRate = ({ name }: OptionDoc) => name === "learningRate";
  return [...options.filter(isRate), ...options.filter((option) => !isRate(option))];
}

function factoryOf(checker: ts.TypeChecker, symbol: ts.Symbol, signature: ts.Signature): FactoryDoc {
  const parameters = signature.getParameters();
  const isWrapper = parameters[0]?.name === "inner";
  const example = symbol.getJsDocTags(checker).find(({ name }) => name === "example");
  return {
    name: symbol.name,
    paragraphs: ts
      .displayPartsToString(symbol.getDocumentationComment(checker))
      .split(/\n\s*\n/)
      .map(unwrapped),
    example: ts.displayPartsToString(example?.text).trim(),
    options: optionsOf(checker, parameters[isWrapper ? 1 : 0]),
    isWrapper,
  };
}

/** What a list of options in the comment of a function says of one: `name` (default 1), what it is; the next. */
function docIn(list: string, name: string): string {
  const item = list.split("; ").find((text) => text.includes(`\`${name}\` (`));
  return item ? capital(item.replace(/^.*?\), (?!`)/, "").replace(/[.]?$/, ".")) : "";
}

/** Transformations and schedules that a file exports. */
function partsOf(checker: ts.TypeChecker, source: ts.SourceFile): PartDoc[] {
  return checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).flatMap((symbol) => {
    const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
    const made = signature?.getReturnType();
    if (
      !signature ||
      ![made?.symbol?.name, made?.aliasSymbol?.name].some((name) => /^(Optimizer|Schedule)$/.test(name ?? ""))
    )
      return [];
    const [first] = signature.getParameters();
    const isArgument = first !== undefined && !["options", "given"].includes(first.name);
    const doc = isArgument && ts.displayPartsToString(first.getDocumentationComment(checker));
    const param = symbol
      .getJsDocTags(checker)
      .find(({ name, text }) => name === "param" && text?.[0]?.text === "options");
    const list = unwrapped(ts.displayPartsToString(param?.text));
    return {
      ...factoryOf(checker, symbol, signature),
      options: optionsOf(checker, signature.getParameters()[isArgument ? 1 : 0]).map((option) => ({
        ...option,
        doc: option.doc || docIn(list, option.name),
      })),
      folder: basename(dirname(source.fileName)),
      header: headerOf(source),
      argument: isArgument
        ? { name: first.name, doc: capital(unwrapped(doc || "").replace(/^- /, "")) }
        : undefined,
    };
  });
}

/** Undefined for a file without an optimizer, such as one of equations that two others share. */
function documentOf(checker: ts.TypeChecker, source: ts.SourceFile): SourceDoc | undefined {
  const factories: FactoryDoc[] = [];
  const directions: string[] = [];
  for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(source)!)) {
    if (symbol.name.startsWith("scaleBy") && symbol.flags & ts.SymbolFlags.Value) {
      directions.push(symbol.name);
      continue;
    }
    const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
    if (!/^(Closure|Newton)?Optimizer$/.test(signature?.getReturnType().symbol?.name ?? "")) continue;
    if (!signature) continue;
    factories.push(factoryOf(checker, symbol, signature));
  }
  const [factory, second] = factories;
  const { fileName } = source;
  if (second) throw new Error(`${fileName} has two optimizers: a page has place for one, give each a file`);
  if (!factory) return undefined;
  return {
    folder: basename(dirname(fileName)),
    file: basename(fileName, ".ts"),
    header: headerOf(source),
    factory,
    directions,
  };
}

/** Names of functions that the package exports, by the folder of `src` that they come from. */
function exportsOf(checker: ts.TypeChecker, index: ts.SourceFile): Exports {
  const found = new Map<string, string[]>();
  for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(index)!)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (!symbol.valueDeclaration || symbol.flags & ts.SymbolFlags.Class) continue;
    const folder = basename(dirname(symbol.valueDeclaration.getSourceFile().fileName));
    found.set(folder, [...(found.get(folder) ?? []), exported.name].sort());
  }
  return found;
}

/** What all sources say. */
export interface Sources {
  readonly documents: readonly SourceDoc[];
  /** Those of optimizers that evaluate the function themselves. */
  readonly closures: readonly SourceDoc[];
  readonly parts: readonly PartDoc[];
  /** What `src/index.ts` exports. */
  readonly exports: Exports;
}

/** Reads all files that export optimizers, transformations or schedules, and the names of what `src/index.ts` exports. */
export function readSources(root: string): Sources {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  const index = join(root, "src/index.ts");
  // Options are numbers, texts and functions: declarations of browsers and of Node would only take time.
  const program = ts.createProgram([index], { ...options, lib: ["lib.es5.d.ts"], types: [] });
  const checker = program.getTypeChecker();
  const filesIn = (...folders: readonly string[]) =>
    program
      .getSourceFiles()
      .filter(({ fileName }) => folders.some((folder) => dirname(fileName).endsWith(`/src/${folder}`)))
      .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  const documents = filesIn("optimizers", "wrappers")
    .flatMap((source) => documentOf(checker, source) ?? [])
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  const closures = filesIn("second-order").flatMap((source) => documentOf(checker, source) ?? []);
  const parts = filesIn("transforms", "schedules").flatMap((source) => partsOf(checker, source));
  return { documents, closures, parts, exports: exportsOf(checker, program.getSourceFile(index)!) };
}
