package io.dxmi.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.config.GameConfig.Chains;
import io.dxmi.config.GameConfig.Gcd;
import io.dxmi.samplers.run.UserError;
import java.util.List;
import java.util.function.Predicate;

/** Keys that a configuration, being what it is, never reads: who sets one expects something to change. */
public final class Unread {

    /**
     * One key or section.
     *
     * @param reads whether a configuration reads it
     * @param readers which do
     */
    private record Rule(String key, Predicate<Config> reads, String readers) {

        boolean covers(String assigned) {
            return assigned.equals(key) || assigned.startsWith(key + ".");
        }
    }

    private static final String OWN_VALUE = "a value network of its own";
    private static final String SAMPLER = "a game with a sampler";
    private static final String POINTS = "sets of points";

    private static final List<Rule> RULES = List.of(
            new Rule("game.tau", c -> !followsValue(c), "game.update other than dxdp"),
            new Rule("game.epochs", c -> update(c) == Gcd.Update.PPO, "game.update=ppo"),
            new Rule("game.ratio_clip", Unread::clipsRatios, "game.update=ppo and game.epochs above 1"),
            new Rule("game.buffer", Unread::persists, "game.start=persistent"),
            new Rule("game.restart", Unread::persists, "game.start=persistent"),
            new Rule(
                    "objective.others",
                    c -> c.objective().kind() == ObjectiveConfig.Kind.RANKING,
                    "objective.kind=ranking"),
            new Rule(
                    "objective.blur",
                    c -> c.objective().kind() == ObjectiveConfig.Kind.DENOISING,
                    "objective.kind=denoising"),
            new Rule("objective.slope", c -> c.objective().gradientPenalty() > 0, "objective.gradient_penalty above 0"),
            new Rule(
                    "trainer.gamma",
                    c -> c.objective().kind() == ObjectiveConfig.Kind.DIFFERENCE,
                    "objective.kind=difference"),
            new Rule(
                    "energy.noise",
                    c -> c.objective().kind() != ObjectiveConfig.Kind.DENOISING,
                    "objective.kind other than denoising"),
            new Rule("trainer.tau1", Unread::followsValue, "a sampler that follows a value"),
            new Rule("trainer.tau2", Unread::followsValue, "a sampler that follows a value"),
            new Rule("trainer.path", Unread::followsValue, "a sampler that follows a value"),
            new Rule("trainer.time_cost", Unread::followsValue, "a sampler that follows a value"),
            new Rule("trainer.value", Unread::followsValue, "a sampler that follows a value"),
            new Rule("trainer.sampler.states", Unread::followsValue, "a sampler that follows a value"),
            new Rule("trainer.sampler.skip_last", Unread::followsValue, "a sampler that follows a value"),
            new Rule("trainer.sampler.generator", Unread::takesMinibatches, "trainer.sampler.states=minibatch"),
            new Rule(
                    "trainer.velocity_decay",
                    c -> followsValue(c) && c.trainer().path() == TrainerConfig.PathKind.ADAPTIVE_BROWNIAN,
                    "trainer.path=adaptive-brownian"),
            new Rule(
                    "trainer.time_cost_weight",
                    c -> followsValue(c) && c.trainer().timeCost() != TrainerConfig.TimeCost.NONE,
                    "trainer.time_cost other than none"),
            new Rule("value", Unread::hasValue, "a sampler with a value"),
            new Rule("value.network", Unread::hasOwnValue, OWN_VALUE),
            new Rule("value.width", Unread::hasOwnValue, OWN_VALUE),
            new Rule("value.depth", Unread::hasOwnValue, OWN_VALUE),
            new Rule("value.features", Unread::hasOwnValue, OWN_VALUE),
            new Rule("trainer.rates.value", Unread::hasOwnValue, OWN_VALUE),
            new Rule("trainer.clips.value", Unread::hasOwnValue, OWN_VALUE),
            new Rule("trainer.beta1.value", Unread::hasOwnValue, OWN_VALUE),
            new Rule("trainer.beta2.value", Unread::hasOwnValue, OWN_VALUE),
            new Rule("sampler", Unread::hasSampler, SAMPLER),
            new Rule("pretrain", Unread::hasSampler, SAMPLER),
            new Rule("trainer.sampler", Unread::hasSampler, SAMPLER),
            new Rule("trainer.sampler_optimizer", Unread::hasSampler, SAMPLER),
            new Rule("trainer.rates.sampler", Unread::hasSampler, SAMPLER),
            new Rule("trainer.clips.sampler", Unread::hasSampler, SAMPLER),
            new Rule("trainer.beta1.sampler", Unread::hasSampler, SAMPLER),
            new Rule("trainer.beta2.sampler", Unread::hasSampler, SAMPLER),
            new Rule(
                    "trainer.rates.log_sigma",
                    c -> hasSampler(c) && c.sampler().sigma() != SamplerConfig.Sigma.FIXED,
                    "sampler.sigma other than fixed"),
            new Rule("data.size", c -> c.data().name() == DataConfig.Name.IMAGES, "data.name=images"),
            new Rule("energy.depth", Unread::isOfPoints, POINTS),
            new Rule("energy.features", Unread::isOfPoints, POINTS),
            new Rule("sampler.depth", Unread::isOfPoints, POINTS),
            new Rule("sampler.features", Unread::isOfPoints, POINTS),
            new Rule("evaluation.projections", Unread::isOfPoints, POINTS),
            new Rule("evaluation.draws", Unread::isOfPoints, POINTS),
            new Rule("evaluation.box", Unread::isOfPoints, POINTS));

    private Unread() {}

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

    private static boolean isOfPoints(Config config) {
        return !config.data().name().isImage();
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
