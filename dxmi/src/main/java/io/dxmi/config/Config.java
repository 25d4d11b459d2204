package io.dxmi.config;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.TransportProblem;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Everything that decides a run, apart from the machine.
 *
 * @param name what the run is called: a preset's name, or the stem of a file
 * @param seed of data order, noise and first weights
 */
public record Config(
        String name,
        long seed,
        DataConfig data,
        GameConfig game,
        ObjectiveConfig objective,
        SamplerConfig sampler,
        EnergyConfig energy,
        ValueConfig value,
        PretrainConfig pretrain,
        TrainerConfig trainer,
        EvaluationConfig evaluation) {

    public Config {
        Require.that(
                name != null && name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                "name must consist of letters, digits, dots, dashes and underscores, got "
                        + (name == null ? "nothing" : "'" + name + "'"));
        Require.atLeast("seed", seed, 0);
        requireNetworks(data, sampler, energy, value);
        requireClasses(data, game, objective, sampler, energy, value);
        Require.that(
                sampler.kind().isGaussian() || trainer.iterations() == 0,
                "sampler.kind must be ddpm or consistency for joint training, whose steps are Gaussian; expected"
                        + " trainer.iterations=0 with "
                        + sampler.kind() + ", got " + trainer.iterations());
        requireStarts(game, sampler, pretrain);
        requireTransport(game, data, sampler, pretrain);
        if (game instanceof GameConfig.Chains chains && chains.start() instanceof ChainStartConfig.Persistent kept) {
            Require.that(
                    kept.buffer() >= trainer.batch(),
                    "game.start.buffer must be at least trainer.batch = " + trainer.batch() + ", got " + kept.buffer());
        }
        Require.that(
                game instanceof GameConfig.Dxmi || value instanceof ValueConfig.Separate,
                "value.kind must be separate with game.kind gcd or chains, got another");
        requireShareable(game, value, trainer);
        requireReward(game, value, trainer.reward());
        if (objective instanceof ObjectiveConfig.Ranking ranking) {
            Require.that(
                    trainer.batch() % ranking.negatives() == 0,
                    "objective.negatives must divide trainer.batch = " + trainer.batch() + ", got "
                            + ranking.negatives());
        }
        game.dxdp().ifPresent(dxdp -> {
            int skipped = dxdp.samplerStep().skipLast();
            Require.that(
                    skipped <= sampler.steps(),
                    (game instanceof GameConfig.Dxmi ? "game" : "game.update")
                            + ".sampler_step.skip_last must be at most sampler.steps = " + sampler.steps() + ", got "
                            + skipped);
        });
    }

    /** What a roll-out's evaluations can be shared with. */
    private static void requireShareable(GameConfig game, ValueConfig value, TrainerConfig trainer) {
        if (!(game instanceof GameConfig.WithSampler with)) return;
        if (!game.sharesEvaluations()) return;
        String section = game instanceof GameConfig.Dxmi ? "game" : "game.update";
        String remedy = section + ".value_step.kind=shared; expected it, or " + section
                + ".value_step.kind=joint (its entropy and running start from false), got ";
        boolean all = game.dxdp().orElseThrow().samplerStep() instanceof SamplerStepConfig.All;
        Require.that(all, section + ".sampler_step.kind must be all with " + remedy + "minibatch");
        Require.that(value instanceof ValueConfig.Separate, "value.kind must be separate with " + remedy + "another");
        Require.that(with.nCritic() == 1, "game.n_critic must be 1 with " + remedy + with.nCritic());
        Require.that(trainer.microBatch() == 0, "trainer.micro_batch must be 0 with " + remedy + trainer.microBatch());
    }

    /** A cost of the last state needs a sampler that descends it, and a value that ends in it. */
    private static void requireReward(GameConfig game, ValueConfig value, RewardConfig reward) {
        if (reward.file() == null) return;
        Require.that(
                game instanceof GameConfig.Dxmi || game instanceof GameConfig.Gcd,
                "trainer.reward.file is for game.kind=dxmi or gcd; expected null with another game, got "
                        + reward.file());
        Require.that(
                value instanceof ValueConfig.Separate,
                "value.kind must be separate with trainer.reward.file, because a shared one is the energy; got"
                        + " another");
    }

    /** Refuses what a run cannot begin with; one that goes on has its weights. @throws UserError with what is missing */
    public void requireStart() {
        int rank = sampler.adapter().rank();
        if (rank == 0 || pretrain.init() != null || game instanceof GameConfig.Chains) return;
        throw new UserError("sampler.adapter.rank=" + rank
                + " adapts a trained network; expected pretrain.init, the run or checkpoint that it comes"
                + " from, got null");
    }

    /** Networks for images with images, and networks for points with points. */
    private static void requireNetworks(
            DataConfig data, SamplerConfig sampler, EnergyConfig energy, ValueConfig value) {
        boolean images = data.imageShaped();
        DenoiserConfig drawn = sampler.network();
        ScalarConfig potential = energy.network();
        requireKind("sampler.network.kind", images ? drawn.forImages() : drawn.forPoints(), data);
        requireKind("energy.network.kind", images ? potential.forImages() : potential.forPoints(), data);
        value.timeNetwork()
                .ifPresent(
                        net -> requireKind("value.network.kind", images != net instanceof TimeScalarConfig.Mlp, data));
    }

    private static void requireKind(String key, boolean fits, DataConfig data) {
        Require.that(
                fits,
                data.imageShaped()
                        ? key + " must be a network for images, such as conv, with data.name=" + data.name()
                                + ", got a network for points"
                        : key + " must be a network for points, such as mlp, with data.name=" + data.name()
                                + ", got a network for images");
    }

    private static void requireStarts(GameConfig game, SamplerConfig sampler, PretrainConfig pretrain) {
        Require.that(
                !(sampler.network() instanceof DenoiserConfig.Ncsnpp) || pretrain.iterations() == 0,
                "pretrain.iterations must be 0 with sampler.network.kind ncsnpp: it comes trained (pretrain.init), got "
                        + pretrain.iterations());
        Require.that(
                !pretrain.distils() || !(sampler.schedule() instanceof ScheduleConfig.Geometric),
                "pretrain.loss.kind=consistency needs a network that knows the levels between its steps; expected a"
                        + " sampler.schedule.kind other than geometric, got geometric");
        Require.that(
                !(game instanceof GameConfig.Chains) || pretrain.init() == null,
                "pretrain.init starts a sampler, but game.kind chains trains none; got " + pretrain.init());
    }

    /** Two sets for a transport, which begins with fresh weights, and one set for every other game. */
    private static void requireTransport(
            GameConfig game, DataConfig data, SamplerConfig sampler, PretrainConfig pretrain) {
        boolean transport = game instanceof GameConfig.Transport;
        requireSpectrum(game, data);
        Require.that(
                transport == data.hasSource(),
                transport
                        ? "data.name must be two sets with game.kind=transport: unpaired, unpaired-images or curves, with data.source"
                                + " and data.path, or one of " + TransportProblem.labels() + "; got " + data.name()
                        : "game.kind must be transport with data.name=" + data.name()
                                + ", which is two sets; got another game");
        if (!transport) {
            Require.that(
                    !(sampler.network() instanceof DenoiserConfig.LeakyReluMlp),
                    "sampler.network.kind=leaky-relu-mlp reads no time; expected it with game.kind=transport, got"
                            + " another game");
            return;
        }
        Require.that(
                pretrain.iterations() == 0,
                "pretrain.iterations must be 0 with game.kind=transport: its map starts from data, not from noise; got "
                        + pretrain.iterations());
        Require.that(
                sampler.adapter().rank() == 0,
                "sampler.adapter.rank must be 0 with game.kind=transport, whose map starts with fresh weights; got "
                        + sampler.adapter().rank());
        Require.that(
                pretrain.init() == null,
                "pretrain.init must be null with game.kind=transport: no denoiser is a map; got " + pretrain.init());
    }

    /** Coordinates of points are no modes, and the rule of auto is for noise of one size in all directions. */
    private static void requireSpectrum(GameConfig game, DataConfig data) {
        if (!(game instanceof GameConfig.Transport rules) || rules.isotropic()) return;
        Require.that(
                data.spectralBasis().isPresent(),
                "game.spectrum and game.noisy_modes are for curves; expected white and 0 with data.name=" + data.name()
                        + ", got " + rules.spectrum().name().toLowerCase(Locale.ROOT) + " and " + rules.noisyModes());
        Require.that(
                !rules.stochastic() || !rules.to().isAuto(),
                "game.to=auto is for game.spectrum=white and game.noisy_modes=0; expected a number, got auto");
    }

    /** Classes are for networks that read them, and an energy per class for a sampler of classes. */
    private static void requireClasses(
            DataConfig data,
            GameConfig game,
            ObjectiveConfig objective,
            SamplerConfig sampler,
            EnergyConfig energy,
            ValueConfig value) {
        boolean reads = sampler.network() instanceof DenoiserConfig.AdmUnet
                || sampler.network() instanceof DenoiserConfig.SongUnet;
        Require.that(
                data.classes() == 0 || (reads && game instanceof GameConfig.WithSampler),
                "data.classes is for pictures with sampler.network.kind=adm-unet or song-unet and game.kind=dxmi or"
                        + " gcd, got "
                        + data.classes());
        if (!(energy.network() instanceof ScalarConfig.Igebm net && net.conditional())) return;
        Require.that(data.classes() > 0, "energy.network.conditional needs data.classes, got " + data.classes());
        Require.that(
                objective instanceof ObjectiveConfig.Difference
                        && energy.gradientPenalty() instanceof GradientPenaltyConfig.None
                        && energy.spectralBound() == 0,
                "energy.network.conditional needs objective.kind=difference without penalty or bound, got another");
        Require.that(
                !(value instanceof ValueConfig.Shared),
                "energy.network.conditional needs value.kind=separate or shared-time-independent, got shared");
        Require.that(
                !(data instanceof DataConfig.Digits digits) || digits.leaveOut() < 0,
                "energy.network.conditional needs data.leave_out=-1, got another digit");
    }

    /** The same configuration with its paths made absolute, so that it means the same from any folder. */
    public Config resolvedAgainst(Path folder) {
        DataConfig located = data.located(path -> resolve(folder, path));
        PretrainConfig started = pretrain.from(resolve(folder, pretrain.init()));
        EvaluationConfig measured = evaluation.resolvedAgainst(folder);
        RewardConfig reward = trainer.reward();
        TrainerConfig rewarded = trainer.with(new RewardConfig(resolve(folder, reward.file()), reward.weight()));
        return new Config(name, seed, located, game, objective, sampler, energy, value, started, rewarded, measured);
    }

    /** The same configuration with another game. */
    public Config with(GameConfig other) {
        return new Config(name, seed, data, other, objective, sampler, energy, value, pretrain, trainer, evaluation);
    }

    /** The same configuration with another energy. */
    public Config with(EnergyConfig other) {
        return new Config(name, seed, data, game, objective, sampler, other, value, pretrain, trainer, evaluation);
    }

    /** The same configuration with the noise of a run where its own is left to be chosen. */
    public Config chosenAs(Config run) {
        Config chosen = with(energy.withNoise(energy.noiseSd().or(run.energy.noiseSd())));
        return game instanceof GameConfig.Transport mine && run.game instanceof GameConfig.Transport its
                ? chosen.with(mine.withTo(mine.to().or(its.to())))
                : chosen;
    }

    /** The same configuration with fresh first weights. */
    public Config withoutInit() {
        return new Config(
                name, seed, data, game, objective, sampler, energy, value, pretrain.from(null), trainer, evaluation);
    }

    /** The same configuration with another seed. @throws UserError if it is below 0 */
    public Config withSeed(long other) {
        return new Config(name, other, data, game, objective, sampler, energy, value, pretrain, trainer, evaluation);
    }

    private static String resolve(Path folder, String path) {
        return path == null
                ? null
                : folder.resolve(path).toAbsolutePath().normalize().toString();
    }
}
