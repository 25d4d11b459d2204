package io.dxmi.runs.start;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.UpdateConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.FixedEnergy;
import io.dxmi.gcd.energy.ScriptReward;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.folder.RunContent;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.engine.ScriptModule;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.program.ProgramFile;
import io.dxmi.samplers.program.TrustedPrograms;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code trainer.reward.file} names: a TorchScript file whose output is maximised, or a run whose energy is lowered.
 * Files are read, and their trust is checked, before the engine starts.
 */
public final class Reward {

    private static final String KEY = "trainer.reward.file";

    /** Rows of a trial. */
    private static final int ROWS = 3;

    private final Path origin;
    private final Config config;
    private final long[] shape;
    private final Optional<ProgramFile> program;
    private final Energy cost;

    private Reward(Path origin, Config config, long[] shape, Optional<ProgramFile> program, Energy cost) {
        this.origin = origin;
        this.config = config;
        this.shape = shape;
        this.program = program;
        this.cost = cost;
    }

    /**
     * Reads the reward of a configuration; empty if there is none.
     *
     * @param shape of a sample
     * @throws UserError if it is neither a trusted TorchScript file nor a run of samples of that shape
     */
    public static Optional<Reward> of(Config config, long[] shape) {
        String named = config.trainer().reward().file();
        if (named == null) return Optional.empty();
        Path origin = Path.of(named);
        if (!Files.exists(origin)) {
            throw new UserError(
                    KEY + ": expected a TorchScript file or a run folder, got " + origin + ": there is no such file");
        }
        if (Files.isDirectory(origin)) {
            return Optional.of(new Reward(origin, config, shape, Optional.empty(), ofRun(origin, config, shape)));
        }
        ProgramFile program = TrustedPrograms.open(origin);
        Energy cost = new ScriptReward(ScriptModule.of(program));
        return Optional.of(new Reward(origin, config, shape, Optional.of(program), cost));
    }

    private static Energy ofRun(Path run, Config config, long[] shape) {
        if (!FirstWeights.isRun(run)) {
            throw new UserError(KEY + ": expected a TorchScript file or a run folder with config.yaml, got the folder "
                    + run + "; the energy of an anomaly model is one of features, not of samples");
        }
        Config its = RunFolder.config(run);
        Checkpoints.Found found = Checkpoints.chosen(run, CheckpointChoice.LAST);
        long[] known = RunContent.read(run).map(RunContent::sampleShape).orElse(shape);
        if (!Arrays.equals(known, shape)) {
            throw new UserError(KEY + ": expected a run of samples of shape " + Arrays.toString(shape) + ", got " + run
                    + " of shape " + Arrays.toString(known));
        }
        Energy energy = Models.of(its, known).energy();
        if (energy.classes() > 0 && energy.classes() != config.data().classes()) {
            throw new UserError(KEY + ": expected an energy of data.classes="
                    + config.data().classes() + ", got " + run + ", whose energy reads " + energy.classes()
                    + " classes");
        }
        Map<String, HostTensor> values =
                TrainingState.within(found.content().state(), StateKeys.average(Energy.NETWORK));
        energy.parameters()
                .forEach(parameter -> TrainingState.entry(
                        values, parameter.name(), found.file().toString(), parameter.shape()));
        return new FixedEnergy(energy, values);
    }

    /**
     * The negative reward, after a trial of the file.
     *
     * @throws UserError if it does not map samples to one number each, or has no gradient where the update needs it
     */
    public Energy cost(NDManager root) {
        if (program.isEmpty()) return cost;
        try (NDManager scope = root.newSubManager()) {
            NDArray x =
                    new SeededDraws(0).at(0).normal(scope, "reward", batched()).clip(-1, 1);
            requireNumbers(scope, x);
            requireFinite(scope, x);
            if (!followsReturns()) requireGradient(scope, x);
        }
        return cost;
    }

    private long[] batched() {
        long[] batch = new long[shape.length + 1];
        batch[0] = ROWS;
        System.arraycopy(shape, 0, batch, 1, shape.length);
        return batch;
    }

    private boolean followsReturns() {
        return config.game() instanceof GameConfig.Gcd gcd
                && (gcd.update() instanceof UpdateConfig.Ppo || gcd.update() instanceof UpdateConfig.ScoreFunction);
    }

    private void requireNumbers(NDManager scope, NDArray x) {
        List<NDArray> out;
        try (ScriptFile file = ScriptFile.load(scope, program.orElseThrow())) {
            out = file.forward(scope, x, List.of());
        }
        long[] found = out.size() == 1 ? out.get(0).getShape().getShape() : new long[0];
        boolean one = out.size() == 1 && out.get(0).getDataType().isFloating();
        boolean column = Arrays.equals(found, new long[] {ROWS, 1});
        if (!one || !(column || Arrays.equals(found, new long[] {ROWS}))) {
            throw new UserError(KEY + ": expected one number for each of " + ROWS + " samples of shape "
                    + Arrays.toString(shape) + ", of shape [" + ROWS + "] or [" + ROWS + ", 1], got " + said(out)
                    + " from " + origin);
        }
    }

    private static String said(List<NDArray> out) {
        return out.size() == 1
                ? out.get(0).getDataType() + " of shape "
                        + Arrays.toString(out.get(0).getShape().getShape())
                : out.size() + " tensors";
    }

    /** What the programs of a training call is the module's forward itself, which must return a tensor. */
    private void requireFinite(NDManager scope, NDArray x) {
        try (Compiled value = new Compiled(scope, new Trial(cost, false))) {
            for (float reward : Torch.floats(value.call(scope, x).get(0))) {
                if (Float.isFinite(reward)) continue;
                throw new UserError(KEY + ": expected finite numbers, got " + reward + " from " + origin
                        + " for normally distributed samples within [-1, 1]");
            }
        } catch (EngineException | IllegalStateException e) {
            throw new UserError(
                    KEY + ": expected a module whose forward(x) returns a Tensor, got another from " + origin, e);
        }
    }

    private void requireGradient(NDManager scope, NDArray x) {
        try (Compiled slope = new Compiled(scope, new Trial(cost, true))) {
            slope.call(scope, x);
        } catch (EngineException e) {
            throw new UserError(
                    KEY + ": expected a file whose output has a gradient for its input, got none from " + origin
                            + "; game.kind=gcd game.update.kind=ppo needs none",
                    e);
        }
    }

    /** The costs of samples, or their slopes. */
    private record Trial(Energy cost, boolean slopes) implements Computation {
        @Override
        public List<String> inputs() {
            return List.of("x");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> none = new Params<>(name -> in.get(0));
            if (!slopes) return List.of(cost.of(o, none, in.get(0)));
            T here = o.variable(in.get(0));
            return List.of(o.gradient(o.sum(cost.of(o, none, here)), here));
        }
    }
}
