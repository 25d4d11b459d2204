package io.dxmi.samplers.program;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses TorchScript that reaches beyond its own tensors. What a program can name are {@code torch.NAME}, operators of
 * PyTorch; {@code ops.NAMESPACE.NAME}, other operators; {@code __torch__.…}, the classes of the archive and those built into
 * libtorch; attributes of values, which are methods or operators of PyTorch; and a few built-in functions. Namespaces,
 * classes and the internal operators ({@code prim}) are those of a list; of PyTorch's own operators, those that reach
 * files or the output are refused, under whatever value they are named.
 */
final class ProgramCode {

    /** PyTorch's operators (libtorch 2.7.1) with a file or the standard output in their schema. */
    static final Set<String> DENIED = Set.of("save", "load", "from_file", "_print", "Print");

    /** Namespaces whose operators compute; others profile, communicate, or belong to libraries that are not loaded. */
    private static final Set<String> NAMESPACES = Set.of(
            "aten",
            "prim",
            "quantized",
            "_quantized",
            "sparse",
            "mkldnn",
            "mkldnn_prepacked",
            "onednn",
            "prepacked",
            "xnnpack");

    /** Built-in classes that hold packed weights; others communicate, profile or load libraries. */
    private static final Set<String> CLASSES = Set.of("quantized", "sparse", "rnn", "xnnpack", "mkldnn");

    /** Internal operators that the exporter of PyTorch writes. */
    private static final Set<String> PRIM = Set.of(
            "NumToTensor",
            "RaiseException",
            "TupleIndex",
            "TupleUnpack",
            "EnumName",
            "EnumValue",
            "StringIndex",
            "ModuleContainerIndex",
            "Uninitialized",
            "AutogradZero",
            "abs",
            "awaitable_nowait",
            "awaitable_wait",
            "data",
            "device",
            "dtype",
            "grad",
            "id",
            "index",
            "itemsize",
            "layout",
            "max",
            "min",
            "name",
            "nbytes",
            "rangelist",
            "requires_grad",
            "type",
            "unchecked_cast",
            "unchecked_unwrap_optional");

    private static final Pattern PRIM_QUESTION = Pattern.compile("is_[a-z_]+");
    private static final Pattern ATTRIBUTE = Pattern.compile("\"[^\"\\\\()]*\"");
    private static final int DEEPEST = 50;
    private static final String CLASSES_TEXT = "torch.classes";

    private final List<String> words;

    private ProgramCode(List<String> words) {
        this.words = words;
    }

    /** Reads a file of code. @throws Refused with what it asks for */
    static void check(String text) throws Refused {
        ProgramCode code = new ProgramCode(Tokens.of(text));
        for (int at = 0; at < code.words.size(); at++) code.checkWord(at);
    }

    /** What a pickle asks for: classes that are made while it is read. */
    static void checkPickle(String bytes) throws Refused {
        String text = bytes.replace('\n', '.'); // module and name of a class stand on two lines
        if (text.contains("torch.distributed")) throw refused("torch.distributed");
        for (int at = text.indexOf(CLASSES_TEXT); at >= 0; at = text.indexOf(CLASSES_TEXT, at + 1)) {
            int from = at + CLASSES_TEXT.length();
            int dot = text.indexOf('.', from + 1);
            boolean named = dot > 0 && text.charAt(from) == '.';
            String library = named && dot - from < 100 ? text.substring(from + 1, dot) : "";
            if (!CLASSES.contains(library)) throw refused(CLASSES_TEXT + "." + library);
        }
    }

    private void checkWord(int at) throws Refused {
        String word = words.get(at);
        char first = word.charAt(0);
        if (first == '"' || first == '\'') {
            if (word.contains(CLASSES_TEXT)) throw refused(CLASSES_TEXT);
            return;
        }
        if (is(at - 1, ".")) {
            if (DENIED.contains(word)) throw refused(dotted(at));
            boolean number = at >= 2 && Tokens.digit(words.get(at - 2).charAt(0)); // '1.' can end a line
            if (!number) return;
        }
        if (is(at + 1, ":")) return; // declares an attribute of this name: no namespace can stand before ':'
        switch (word) {
            case "ops" -> checkOperator(at);
            case "__torch__" -> checkClass(at);
            case "getattr" -> attributeEnd(at, 0);
            case "print" -> throw refused("print");
            default -> {}
        }
    }

    /** {@code ops.NAMESPACE.NAME} and nothing shorter, which could be given another name. */
    private void checkOperator(int at) throws Refused {
        String space = attribute(at + 1);
        String name = attribute(at + 3);
        if (!NAMESPACES.contains(space) || name.isEmpty()) throw refused("ops." + space);
        boolean internal = PRIM.contains(name) || PRIM_QUESTION.matcher(name).matches();
        if (space.equals("prim") && !internal) throw refused("ops.prim." + name);
    }

    /** A class of the archive, or {@code __torch__.torch.classes.LIBRARY.NAME} of a library that holds weights. */
    private void checkClass(int at) throws Refused {
        if (is(at - 1, "import")) return; // names the place of classes that come later
        String first = attribute(at + 1);
        if (first.isEmpty()) throw refused("__torch__");
        if (!first.equals("torch")) return;
        String second = attribute(at + 3);
        if (second.isEmpty()) throw refused("__torch__.torch");
        if (!second.equals("classes")) return;
        String library = attribute(at + 5);
        if (!CLASSES.contains(library) || attribute(at + 7).isEmpty()) throw refused(CLASSES_TEXT + "." + library);
    }

    /**
     * Reads {@code getattr(VALUE, "NAME")}, as the exporter writes attributes whose names are numbers.
     *
     * @return where what follows the name begins
     */
    private int attributeEnd(int at, int depth) throws Refused {
        int next = at + 2;
        if (!is(at + 1, "(") || depth > DEEPEST) throw refused("getattr");
        while (next < words.size() && plain(words.get(next))) {
            next = is(next, "getattr") ? attributeEnd(next, depth + 1) : next + 1;
        }
        String name = is(next, ",") && next + 1 < words.size() ? words.get(next + 1) : "";
        boolean ends = is(next + 2, ")") || is(next + 2, ",");
        if (!ends || !ATTRIBUTE.matcher(name).matches()) throw refused("getattr");
        if (DENIED.contains(name.substring(1, name.length() - 1))) throw refused("getattr of " + name);
        return next + 3;
    }

    private static boolean plain(String word) {
        return word.equals(".") || word.equals("(") || word.equals(")") || Tokens.letter(word.charAt(0));
    }

    /** The identifier behind a dot at this place, or nothing. */
    private String attribute(int dot) {
        if (!is(dot, ".") || dot + 1 >= words.size()) return "";
        String word = words.get(dot + 1);
        return Tokens.letter(word.charAt(0)) ? word : "";
    }

    private boolean is(int at, String word) {
        return at >= 0 && at < words.size() && words.get(at).equals(word);
    }

    private String dotted(int at) {
        String owner = at >= 2 && Tokens.letter(words.get(at - 2).charAt(0)) ? words.get(at - 2) : "";
        return owner + "." + words.get(at);
    }

    private static Refused refused(String what) {
        return new Refused("it asks for " + (what.startsWith(".") ? "'" + what + "'" : what)
                + ", which is refused: a program may only compute with its own tensors");
    }
}
