package io.dxmi.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.config.GameConfig.Chains;
import io.dxmi.config.GameConfig.Gcd;
import io.dxmi.config.ObjectiveConfig.Kind;
import io.dxmi.samplers.UserError;
import java.util.List;
import java.util.function.Predicate;

/** Keys that a configuration, being what it is, never reads: who sets one expects something to change. */
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

    private static final List<Rule> RULES = List.of(
            new Rule(c -> !followsValue(c), "game.update other than dxdp", "game.tau"),
            new Rule(c -> update(c) == Gcd.Update.PPO, "game.update=ppo", "game.epochs"),
            new Rule(Unread::clipsRatios, "game.update=ppo and game.epochs above 1", "game.ratio_clip"),
            new Rule(Unread::persists, "game.start=persistent", "game.buffer", "game.restart"),
            new Rule(c -> objective(c) == Kind.RANKING, "objective.kind=ranking", "objective.others"),
            new Rule(c -> objective(c) == Kind.DENOISING, "objective.kind=denoising", "objective.blur"),
            new Rule(c -> objective(c) != Kind.DENOISING, "objective.kind other than denoising", "energy.noise"),
            new Rule(c -> objective(c) == Kind.DIFFERENCE, "objective.kind=difference", "trainer.gamma"),
            new Rule(c -> c.objective().gradientPenalty() > 0, "objective.gradient_penalty above 0", "objective.slope"),
            new Rule(
                    Unread::followsValue,
                    "a sampler that follows a value",
                    "trainer.tau1",
                    "trainer.tau2",
                    "trainer.path",
                    "trainer.time_cost",
                    "trainer.value",
                    "trainer.sampler.states",
                    "trainer.sampler.skip_last"),
            new Rule(Unread::takesMinibatches, "trainer.sampler.states=minibatch", "trainer.sampler.generator"),
            new Rule(
                    c -> followsValue(c) && c.trainer().path() == TrainerConfig.PathKind.ADAPTIVE_BROWNIAN,
                    "trainer.path=adaptive-brownian",
                    "trainer.velocity_decay"),
            new Rule(
                    c -> followsValue(c) && c.trainer().timeCost() != TrainerConfig.TimeCost.NONE,
                    "trainer.time_cost other than none",
                    "trainer.time_cost_weight"),
            new Rule(Unread::hasValue, "a sampler with a value", "value"),
            new Rule(
                    Unread::hasOwnValue,
                    "a value network of its own",
                    "value.network",
                    "value.width",
                    "value.depth",
                    "value.features",
                    "trainer.rates.value",
                    "trainer.clips.value",
                    "trainer.beta1.value",
                    "trainer.beta2.value"),
            new Rule(
                    Unread::hasSampler,
                    "a game with a sampler",
                    "sampler",
                    "pretrain",
                    "trainer.sampler",
                    "trainer.sampler_optimizer",
                    "trainer.rates.sampler",
                    "trainer.clips.sampler",
                    "trainer.beta1.sampler",
                    "trainer.beta2.sampler"),
            new Rule(
                    c -> hasSampler(c) && c.sampler().trainedSteps() > 0,
                    "sampler.sigma other than fixed",
                    "trainer.rates.log_sigma"),
            new Rule(c -> c.data().name() == DataConfig.Name.IMAGES, "data.name=images", "data.size"),
            new Rule(
                    c -> hasSampler(c) && c.data().name().isImage(),
                    "pictures and a game with a sampler",
                    "evaluation.before"),
            new Rule(
                    c -> c.evaluation().every() <= c.trainer().iterations(),
                    "trainer.iterations at least as large",
                    "evaluation.every"),
            new Rule(c -> c.evaluation().every() > 0, "evaluation.every above 0", "evaluation.every_samples"),
            new Rule(
                    c -> !c.data().name().isImage(),
                    "sets of points",
                    "energy.depth",
                    "energy.features",
                    "sampler.depth",
                    "sampler.features",
                    "evaluation.projections",
                    "evaluation.draws",
                    "evaluation.box"));

    private Unread() {}

    private static Kind objective(Config config) {
        return config.objective().kind();
    }

    private static boolean hasSampler(Config config) {
        return !(config.game() instanceof Chains);
    }

    private static Gcd.Update update(Config config) {
        return config.game() instanceof Gcd gcd ? gcd.update() : null;
    }

    private static boolean followsValue(Config config) {
        return config.game() instanceof GameConfig.Dxmi || update(config) == Gcd.Update.DXDP;
    }

    private static boolean clipsRatios(Config config) {
        return config.game() instanceof Gcd gcd && gcd.update() == Gcd.Update.PPO && gcd.epochs() > 1;
    }

    private static boolean hasValue(Config config) {
        return hasSampler(config) && update(config) != Gcd.Update.PATHWISE;
    }

    private static boolean hasOwnValue(Config config) {
        return hasValue(config) && config.value().kind() != ValueConfig.Kind.SHARED_TIME_INDEPENDENT;
    }

    private static boolean persists(Config config) {
        return config.game() instanceof Chains chains && chains.start() == Chains.Start.PERSISTENT;
    }

    private static boolean takesMinibatches(Config config) {
        return followsValue(config) && config.trainer().sampler().states() == SamplerRule.States.MINIBATCH;
    }

    /**
     * Refuses assignments such as {@code trainer.tau1=0.05} that none of the configurations they led to reads.
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
            for (Rule rule : RULES) {
                if (rule.covers(key) && configs.stream().noneMatch(rule.reads())) {
                    throw new UserError(key + " has no effect here, expected it with " + rule.readers() + " only, got "
                            + key + "=" + value.asText());
                }
            }
        }
    }
}
