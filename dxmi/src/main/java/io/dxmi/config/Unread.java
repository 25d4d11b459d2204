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

    private static final List<Rule> RULES = List.of(
            new Rule("game.tau", c -> !followsValue(c), "game.update other than dxdp"),
            new Rule("game.epochs", c -> update(c) == Gcd.Update.PPO, "game.update=ppo"),
            new Rule("game.ratio_clip", c -> update(c) == Gcd.Update.PPO, "game.update=ppo"),
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
            new Rule("value", c -> hasSampler(c) && update(c) != Gcd.Update.PATHWISE, "a sampler with a value"),
            new Rule("sampler", Unread::hasSampler, "a game with a sampler"),
            new Rule("pretrain", Unread::hasSampler, "a game with a sampler"),
            new Rule("trainer.sampler", Unread::hasSampler, "a game with a sampler"),
            new Rule("trainer.sampler_optimizer", Unread::hasSampler, "a game with a sampler"));

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

    private static boolean persists(Config config) {
        return config.game() instanceof Chains chains && chains.start() == Chains.Start.PERSISTENT;
    }

    private static boolean takesMinibatches(Config config) {
        return followsValue(config) && config.trainer().sampler().states() == SamplerRule.States.MINIBATCH;
    }

    /**
     * Refuses assignments such as {@code trainer.tau1=0.05} that the configuration they led to does not read.
     *
     * @throws UserError naming the first of them and what would read it
     */
    public static void refuse(Config config, List<String> assignments) {
        refuse(config, "", Overrides.tree(assignments));
    }

    private static void refuse(Config config, String section, ObjectNode tree) {
        for (var entry : tree.properties()) {
            String key = section + entry.getKey();
            JsonNode value = entry.getValue();
            if (value instanceof ObjectNode below) {
                refuse(config, key + ".", below);
                continue;
            }
            for (Rule rule : RULES) {
                if (rule.covers(key) && !rule.reads().test(config)) {
                    throw new UserError(key + " has no effect here, expected it with " + rule.readers() + " only, got "
                            + key + "=" + value.asText());
                }
            }
        }
    }
}
