package io.dxmi.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.UserError;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Keys that a configuration does not read because of choices in other sections: an assignment to one changes nothing. */
public final class Unread {

    /**
     * Some keys or sections.
     *
     * @param reads whether a configuration reads them
     * @param readers which do
     */
    private record Rule(Predicate<Config> reads, String readers, List<String> keys) {

        Rule(Predicate<Config> reads, String readers, String... keys) {
            this(reads, readers, List.of(keys));
        }

        boolean covers(String assigned) {
            return keys.stream().anyMatch(key -> assigned.equals(key) || assigned.startsWith(key + "."));
        }
    }

    /** What networks are for is asked of those that are not read, too. */
    private static final Set<String> ASKED = Set.of("value.kind", "value.network.kind", "sampler.network.kind");

    private static final List<Rule> RULES = List.of(
            new Rule(
                    c -> !(c.objective() instanceof ObjectiveConfig.Denoising)
                            && !(c.objective() instanceof ObjectiveConfig.Transform),
                    "objective.kind other than denoising and c-transform",
                    "energy.noise_sd",
                    "energy.noise_decay"),
            new Rule(Unread::hasValue, "a game whose sampler has a value", "value"),
            new Rule(c -> !(c.value() instanceof ValueConfig.Shared), "value.kind other than shared", "energy.network"),
            new Rule(Unread::hasSampler, "a game with a sampler", "sampler", "pretrain"),
            new Rule(
                    c -> !(c.game() instanceof GameConfig.Transport),
                    "game.kind other than transport",
                    "sampler.kind",
                    "sampler.steps",
                    "sampler.schedule",
                    "sampler.prediction",
                    "sampler.sigma",
                    "sampler.last_std"),
            new Rule(
                    c -> !(c.game() instanceof GameConfig.Transport rules) || rules.stochastic(),
                    "game.from above 0",
                    "game.to",
                    "game.anneal",
                    "game.spectrum",
                    "game.noisy_modes"),
            new Rule(
                    c -> !c.sampler().schedule().fixesPrediction(),
                    "sampler.schedule.kind other than karras and ddgan",
                    "sampler.prediction"),
            new Rule(
                    c -> hasSampler(c) && isImageGame(c),
                    "images and a game with a sampler that starts from noise",
                    "evaluation.before"),
            new Rule(
                    c -> c.evaluation().every() <= c.trainer().iterations(),
                    "trainer.iterations at least as large",
                    "evaluation.every"),
            new Rule(c -> c.evaluation().every() > 0, "evaluation.every above 0", "evaluation.every_samples"),
            new Rule(c -> c.data().onDisk() && isImageGame(c), "one set of pictures on disk", "evaluation.extractor"),
            new Rule(
                    c -> !isImageGame(c),
                    "sets of points and game.kind=transport",
                    "evaluation.projections",
                    "evaluation.draws",
                    "evaluation.box"));

    private Unread() {}

    private static boolean hasSampler(Config config) {
        return config.game() instanceof GameConfig.WithSampler;
    }

    /** Whether samples are measured as pictures are; results of a transport are measured as points are. */
    private static boolean isImageGame(Config config) {
        return config.data().imageShaped() && !config.data().hasSource();
    }

    private static boolean hasValue(Config config) {
        return hasSampler(config)
                && !(config.game() instanceof GameConfig.Transport)
                && !(config.game() instanceof GameConfig.Gcd gcd && gcd.update() instanceof UpdateConfig.Pathwise);
    }

    /**
     * Refuses assignments such as {@code sampler.steps=3} that none of the configurations they led to reads.
     *
     * @throws UserError naming the first of them and what would read it
     */
    public static void refuse(List<Config> configs, List<String> assignments) {
        refuse(configs, "", Overrides.tree(assignments));
    }

    private static void refuse(List<Config> configs, String section, ObjectNode tree) {
        for (var entry : tree.properties()) {
            String key = section + entry.getKey();
            JsonNode value = entry.getValue();
            if (value instanceof ObjectNode below) {
                refuse(configs, key + ".", below);
                continue;
            }
            if (ASKED.contains(key)) continue;
            for (Rule rule : RULES) {
                if (rule.covers(key) && configs.stream().noneMatch(rule.reads())) {
                    throw new UserError(key + " has no effect here, expected it with " + rule.readers() + " only, got "
                            + key + "=" + value.asText());
                }
            }
        }
    }
}
