package io.dxmi.samplers.engine;

/**
 * Statements that draw a program's own noise: for a share of the rows, a slice of what would be drawn for the whole batch. A negative seed
 * is one of {@link Philox}.
 */
final class ProgramNoise {

    /** Between the seeds of workers where noise cannot be cut. */
    static final long APART = 1_000_003;

    private final ScriptText text;
    private final Share share;
    private int streams;

    ProgramNoise(ScriptText text, Share share) {
        this.text = text;
        this.share = share;
    }

    /** Whether there is any, so that the program takes the argument {@code seed}. */
    boolean isDrawn() {
        return streams > 0;
    }

    /** Noise of the shape of {@code x}. {@code operator} is {@code randn} or {@code rand}. */
    ScriptOps.Sym like(ScriptOps.Sym x, String operator) {
        int stream = streams++;
        ScriptOps.Sym call = text.lead("0"); // a place in a loop draws several times
        ScriptOps.Sym generator = generator(stream);
        ScriptOps.Sym generatorOfRows = share.isWhole() ? generator : generator(stream + APART * (share.from() + 1));
        ScriptOps.Sym size = text.line("torch.size(" + x + ")");
        ScriptOps.Sym noise = new ScriptOps.Sym(text.name("v"));
        either(
                "torch.lt(seed, 0)",
                () -> {
                    text.statement(noise + " = (self).philox_" + operator + "(" + size + ", torch.add(seed, " + stream
                            + "), " + Philox.rows(share) + ", " + call + ", " + x + ".device)");
                    text.statement(call + " = torch.add(" + call + ", 1)");
                },
                () -> {
                    if (share.isWhole()) {
                        text.statement(noise + " = " + drawn(operator, size.name(), generator));
                    } else {
                        cut(noise, operator, size, generator, generatorOfRows);
                    }
                    text.statement(noise + " = torch.to(" + noise + ", " + x + ".device, 6, True, False, None)");
                });
        return noise;
    }

    private ScriptOps.Sym generator(long stream) {
        return text.lead("torch.Generator(device=None, seed=torch.add(seed, " + stream + "))");
    }

    private static String drawn(String operator, String size, ScriptOps.Sym generator) {
        return "torch." + operator + "(" + size + ", generator=" + generator + ", dtype=6)";
    }

    /** Blocks of a batch are cut one by one; other rows, such as those of a part of a batch, get noise of their own. */
    private void cut(
            ScriptOps.Sym noise,
            String operator,
            ScriptOps.Sym size,
            ScriptOps.Sym generator,
            ScriptOps.Sym generatorOfRows) {
        ScriptOps.Sym blocks = text.line("torch.floordiv(" + size + "[0], " + share.rows() + ")");
        either(
                "torch.eq(torch.mul(" + blocks + ", " + share.rows() + "), " + size + "[0])",
                () -> {
                    ScriptOps.Sym whole = text.line(
                            "torch.add([" + blocks + ", " + share.of() + "], torch.slice(" + size + ", 1, None, 1))");
                    ScriptOps.Sym all = text.line(drawn(operator, whole.name(), generator));
                    text.statement(noise + " = torch.reshape(torch.slice(" + all + ", 1, " + share.from() + ", "
                            + share.to() + ", 1), " + size + ")");
                },
                () -> text.statement(noise + " = " + drawn(operator, size.name(), generatorOfRows)));
    }

    private void either(String condition, Runnable so, Runnable otherwise) {
        text.statement("if " + condition + ":");
        text.indented(so);
        text.statement("else:");
        text.indented(otherwise);
    }
}
