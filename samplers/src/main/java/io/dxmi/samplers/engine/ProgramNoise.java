package io.dxmi.samplers.engine;

/** Statements that draw a program's own noise: for a share of the rows, a slice of what would be drawn for the whole batch. */
final class ProgramNoise {

    /** Between the seeds of workers where noise cannot be cut. */
    private static final long APART = 1_000_003;

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
        ScriptOps.Sym generator = generator(streams);
        ScriptOps.Sym size =
                share.isWhole() ? new ScriptOps.Sym("torch.size(" + x + ")") : text.line("torch.size(" + x + ")");
        ScriptOps.Sym noise = share.isWhole()
                ? text.line(drawn(operator, size.name(), generator))
                : cut(operator, size, generator, generator(streams + APART * (share.from() + 1)));
        streams++;
        return text.line("torch.to(" + noise + ", " + x + ".device, 6, True, False, None)");
    }

    private ScriptOps.Sym generator(long stream) {
        return text.lead("torch.Generator(device=None, seed=torch.add(seed, " + stream + "))");
    }

    private static String drawn(String operator, String size, ScriptOps.Sym generator) {
        return "torch." + operator + "(" + size + ", generator=" + generator + ", dtype=6)";
    }

    /** Blocks of a batch are cut one by one; other rows, such as those of a part of a batch, get noise of their own. */
    private ScriptOps.Sym cut(
            String operator, ScriptOps.Sym size, ScriptOps.Sym generator, ScriptOps.Sym generatorOfRows) {
        ScriptOps.Sym blocks = text.line("torch.floordiv(" + size + "[0], " + share.rows() + ")");
        ScriptOps.Sym noise = new ScriptOps.Sym(text.name("v"));
        text.statement("if torch.eq(torch.mul(" + blocks + ", " + share.rows() + "), " + size + "[0]):");
        text.indented(() -> {
            ScriptOps.Sym whole =
                    text.line("torch.add([" + blocks + ", " + share.of() + "], torch.slice(" + size + ", 1, None, 1))");
            ScriptOps.Sym all = text.line(drawn(operator, whole.name(), generator));
            text.statement(noise + " = torch.reshape(torch.slice(" + all + ", 1, " + share.from() + ", " + share.to()
                    + ", 1), " + size + ")");
        });
        text.statement("else:");
        text.indented(() -> text.statement(noise + " = " + drawn(operator, size.name(), generatorOfRows)));
        return noise;
    }
}
