package io.dxmi.config;

import io.dxmi.samplers.sample.SamplerKind;
import java.nio.file.Path;

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

    /** Group norm in the convolutional networks has groups of this many channels. */
    private static final int IMAGE_WIDTH_STEP = 8;

    public Config {
        Require.that(
                name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                "name must consist of letters, digits, dots, dashes and underscores, got '" + name + "'");
        Require.atLeast("seed", seed, 0);
        if (data.name().isImage()) {
            requireImageWidth("sampler.width", sampler.width());
            requireImageWidth("energy.width", energy.width());
            requireImageWidth("value.width", value.width());
        } else {
            Require.that(
                    sampler.network() instanceof DenoiserConfig.Small
                            && energy.network() instanceof ScalarConfig.Small
                            && value.network() instanceof TimeScalarConfig.Small,
                    "sampler.network, energy.network and value.network must be small for points, got networks for images");
        }
        requireClasses(data, game, objective, sampler, energy, value);
        Require.that(
                sampler.kind() == SamplerKind.DDPM || trainer.iterations() == 0,
                "sampler.kind must be ddpm for joint training, whose steps are Gaussian; expected trainer.iterations=0 with "
                        + sampler.kind() + ", got " + trainer.iterations());
        boolean generates = sampler.network() instanceof DenoiserConfig.Ncsnpp;
        Require.that(
                !generates || pretrain.iterations() == 0,
                "pretrain.iterations must be 0 with sampler.network.kind ncsnpp: it comes trained (pretrain.init), got "
                        + pretrain.iterations());
        if (game instanceof GameConfig.Chains chains && chains.start() == GameConfig.Chains.Start.PERSISTENT) {
            Require.that(
                    chains.buffer() >= trainer.batch(),
                    "game.buffer must be at least trainer.batch = " + trainer.batch() + ", got " + chains.buffer());
        }
        if (game instanceof GameConfig.Gcd) {
            Require.that(
                    value.kind() == ValueConfig.Kind.SEPARATE,
                    "value.kind must be separate with game.kind gcd, got another");
        }
        if (objective.kind() == ObjectiveConfig.Kind.RANKING) {
            Require.that(
                    trainer.batch() % objective.others() == 0,
                    "objective.others must divide trainer.batch = " + trainer.batch() + ", got " + objective.others());
        }
        if (game instanceof GameConfig.Chains) {
            Require.that(
                    value.kind() == ValueConfig.Kind.SEPARATE,
                    "value.kind must be separate with game.kind chains, got another");
            Require.that(
                    pretrain.init() == null,
                    "pretrain.init starts a sampler, but game.kind chains trains none; got " + pretrain.init());
        }
        Require.that(
                trainer.sampler().skipLast() <= sampler.steps(),
                "trainer.sampler.skip_last must be at most sampler.steps = " + sampler.steps() + ", got "
                        + trainer.sampler().skipLast());
    }

    /** Classes are for networks that read them, and an energy per class for a sampler of classes. */
    private static void requireClasses(
            DataConfig data,
            GameConfig game,
            ObjectiveConfig objective,
            SamplerConfig sampler,
            EnergyConfig energy,
            ValueConfig value) {
        boolean reads = sampler.network() instanceof DenoiserConfig.AdmUnet;
        Require.that(
                data.classes() == 0 || (data.name().isImage() && reads && !(game instanceof GameConfig.Chains)),
                "data.classes is for pictures with sampler.network.kind=adm-unet and game.kind=dxmi or gcd, got "
                        + data.classes());
        if (!(energy.network() instanceof ScalarConfig.Igebm net && net.conditional())) return;
        Require.that(data.classes() > 0, "energy.network.conditional needs data.classes, got " + data.classes());
        Require.that(
                objective.kind() == ObjectiveConfig.Kind.DIFFERENCE
                        && objective.gradientPenalty() == 0
                        && objective.spectralBound() == 0,
                "energy.network.conditional needs objective.kind=difference without penalty or bound, got "
                        + objective.kind());
        Require.that(
                value.kind() != ValueConfig.Kind.SHARED,
                "energy.network.conditional needs value.kind=separate or shared-time-independent, got shared");
        Require.that(data.without() < 0, "energy.network.conditional needs data.without=-1, got " + data.without());
    }

    private static void requireImageWidth(String key, int width) {
        Require.that(
                width % IMAGE_WIDTH_STEP == 0,
                key + " must be a multiple of " + IMAGE_WIDTH_STEP + " for images, got " + width);
    }

    /** The same configuration with its paths made absolute, so that it means the same from any folder. */
    public Config resolvedAgainst(Path folder) {
        DataConfig located =
                new DataConfig(data.name(), resolve(folder, data.path()), data.size(), data.classes(), data.without());
        PretrainConfig started = new PretrainConfig(
                resolve(folder, pretrain.init()), pretrain.iterations(), pretrain.batch(), pretrain.rate());
        return new Config(name, seed, located, game, objective, sampler, energy, value, started, trainer, evaluation);
    }

    /** The same configuration with fresh first weights. */
    public Config withoutInit() {
        PretrainConfig fresh = new PretrainConfig(null, pretrain.iterations(), pretrain.batch(), pretrain.rate());
        return new Config(name, seed, data, game, objective, sampler, energy, value, fresh, trainer, evaluation);
    }

    private static String resolve(Path folder, String path) {
        return path == null
                ? null
                : folder.resolve(path).toAbsolutePath().normalize().toString();
    }
}
