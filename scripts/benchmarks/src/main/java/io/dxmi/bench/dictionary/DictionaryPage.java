package io.dxmi.bench.dictionary;

import io.dxmi.bench.MeasuredPage;
import io.dxmi.bench.dictionary.DictionaryChecks.Gap;
import io.dxmi.bench.dictionary.DictionaryChecks.Progress;
import io.dxmi.bench.dictionary.Reconstruction.Result;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** Prints measured.md of scripts/experiments/wasserstein-dictionary. Arguments: number of seeds, commit. */
public final class DictionaryPage {

    private static final double OBJECTIVE = -0.1199; // expected.md
    private static final int[] SWEEPS = {1, 2, 5, 10, 20, 50};

    private final Digits digits = Digits.load();
    private final DictionaryChecks checks = new DictionaryChecks(digits);
    private final int seeds;

    private DictionaryPage(int seeds) {
        this.seeds = seeds;
    }

    public static void main(String[] arguments) {
        DictionaryPage page = new DictionaryPage(Integer.parseInt(arguments[0]));
        String tables = page.statements() + page.convergence() + page.reconstruction() + page.divergence();
        String time = String.format(Locale.ROOT, "%.0f s", MeasuredPage.processorSeconds());
        String command = "scripts/experiments/wasserstein-dictionary/run --seeds " + page.seeds;
        System.out.print(MeasuredPage.head(command, page.seeds, time, arguments[1]) + tables);
    }

    private LongStream perSeed() {
        return LongStream.range(0, seeds);
    }

    private String statements() {
        double transport =
                perSeed().mapToDouble(checks::transportGradient).max().orElseThrow();
        double entropic = perSeed()
                .mapToDouble(seed -> checks.proxGradient(seed, 0.01))
                .max()
                .orElseThrow();
        double projection = perSeed()
                .mapToDouble(seed -> checks.proxGradient(seed, 0))
                .max()
                .orElseThrow();
        List<Gap> gaps = perSeed().mapToObj(checks::gap).toList();
        double gap = gaps.stream().mapToDouble(Gap::relative).max().orElseThrow();
        int iterations = gaps.stream().mapToInt(Gap::iterations).max().orElseThrow();
        return "\n## Statements\n\nLargest of all seeds; derivatives along a random direction.\n\n"
                + "| statement | measured | bound |\n| --- | --- | --- |\n"
                + statement("gradient of W*, 20 digits, against central differences", transport, 1e-6)
                + statement("gradient of R*, lambda 1, rho 0.01", entropic, 1e-6)
                + statement("gradient of R*, lambda 1, rho 0", projection, 1e-6)
                + statement(
                        "primal minus dual, relative, after one fit of the codes in " + iterations + " iterations",
                        gap,
                        1e-9);
    }

    private static String statement(String name, double value, double bound) {
        String condition = String.format(Locale.ROOT, "<= %.0e", bound);
        return String.format(
                Locale.ROOT, "| %s | %.1e | %s |%n", name, value, MeasuredPage.verdict(condition, value <= bound));
    }

    private String convergence() {
        List<Map<Integer, Progress>> runs =
                perSeed().mapToObj(seed -> checks.convergence(seed, SWEEPS)).toList();
        StringBuilder text = new StringBuilder(
                "\n## Convergence\n\n60 digits, 8 atoms, gamma 0.02, lambda 1, rho 0.001, start"
                        + " uniform in the simplex. The theorem bounds the last column; the best step so far counts.\n\n"
                        + "| sweeps k | objective / N | transport cost | k x least squared step |\n| --- | --- | --- | --- |\n");
        for (int k : SWEEPS) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | %s | %s |%n",
                    k,
                    spread("%.5f", runs, r -> r.get(k).objective()),
                    spread("%.5f", runs, r -> r.get(k).cost()),
                    spread("%.3f", runs, r -> r.get(k).scaled())));
        }
        boolean falls =
                runs.stream().allMatch(r -> r.get(50).scaled() < r.get(5).scaled());
        double mean =
                runs.stream().mapToDouble(r -> r.get(50).objective()).average().orElseThrow();
        String near = String.format(Locale.ROOT, "objective after 50 sweeps within 1 %% of %.4f", OBJECTIVE);
        return text + "\n"
                + MeasuredPage.verdict("k x least squared step is smaller at 50 than at 5 in each seed", falls) + ". "
                + MeasuredPage.verdict(near, Math.abs(mean / OBJECTIVE - 1) <= 0.01) + ".\n";
    }

    private String reconstruction() {
        List<Map<String, Result>> runs = perSeed()
                .mapToObj(seed -> new Reconstruction(held(seed), 16, 25, seed).all())
                .toList();
        StringBuilder text =
                new StringBuilder("\n## Reconstruction\n\n150 digits without 9s, rank 16; 300 other digits and"
                        + " 180 9s to test with. W-CP: gamma 0.005, 25 sweeps; its other start is CP, KL with 1 % uniform mass. Transport"
                        + " costs are judged at gamma 0.005. AUROC: of the 9s against the other test digits, by the transport cost and by the mean"
                        + " distance of the codes to their 5 nearest.\n\n"
                        + "| dictionary | cost, training | cost, test | squared error, test | AUROC of cost | AUROC of codes | processor s |\n"
                        + "| --- | --- | --- | --- | --- | --- | --- |\n");
        for (String name : runs.get(0).keySet()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s |%n",
                    name,
                    spread("%.5f", runs, r -> r.get(name).train()),
                    spread("%.5f", runs, r -> r.get(name).test()),
                    spread("%.4f", runs, r -> r.get(name).squared()),
                    spread("%.3f", runs, r -> r.get(name).ofCost()),
                    spread("%.3f", runs, r -> r.get(name).ofCodes()),
                    spread("%.1f", runs, r -> r.get(name).seconds())));
        }
        return text.toString();
    }

    private String divergence() {
        List<Held> sets = perSeed().mapToObj(this::held).toList();
        double[] euclidean =
                sets.stream().mapToDouble(h -> h.nearest(h.train(), h.test())).toArray();
        StringBuilder text =
                new StringBuilder("\n## Distances of digits\n\nAUROC of the 9s by the mean distance of the pictures"
                        + " to their 5 nearest training digits, same digits, 50 iterations of Sinkhorn.\n\n"
                        + "| distance | AUROC | processor s |\n| --- | --- | --- |\n");
        text.append(String.format(
                "| squared Euclidean, rows of sum 1 | %s | – |%n", MeasuredPage.spread("%.3f", euclidean)));
        for (double gamma : new double[] {0.1, 0.02}) {
            double began = MeasuredPage.processorSeconds();
            double[] aurocs = sets.stream()
                    .mapToDouble(h -> h.nearest(new Divergence(gamma, 50).of(h)))
                    .toArray();
            text.append(String.format(
                    Locale.ROOT,
                    "| debiased Sinkhorn divergence, gamma %s | %s | %.1f |%n",
                    gamma,
                    MeasuredPage.spread("%.3f", aurocs),
                    (MeasuredPage.processorSeconds() - began) / seeds));
        }
        return text.toString();
    }

    private Held held(long seed) {
        return Held.draw(digits, 150, 300, 180, seed);
    }

    private static <T> String spread(String format, List<T> runs, ToDoubleFunction<T> value) {
        return MeasuredPage.spread(format, runs.stream().mapToDouble(value).toArray());
    }
}
