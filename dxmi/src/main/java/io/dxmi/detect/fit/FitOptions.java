package io.dxmi.detect.fit;

import ai.djl.Device;
import io.dxmi.Versions;
import io.dxmi.detect.baseline.IsolationForest;
import io.dxmi.detect.baseline.NeighbourDistance;
import io.dxmi.detect.curve.CurveChoice;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.energy.AutoencoderMember;
import io.dxmi.detect.energy.Bandwidth.PointKind;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.energy.KernelMember;
import io.dxmi.detect.energy.MemberFit;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.model.Pooling;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the user may choose of a fit.
 *
 * @param falsePositives share of normal samples that may be flagged, in (0, 1)
 * @param heldOut share of the normal samples kept from training for the threshold, in (0, 1)
 * @param multiClass whether several categories get one model together instead of one each
 * @param backbone weights of an EfficientNet-Lite or a TorchScript file for images, or null for the built-in extractor
 * @param members energies of the ensemble, at least 1
 * @param pooling from the places of a sample to its score, or null for the usual one: the highest energy, or for a kernel energy of
 *     whole images with a backbone the mean of the highest hundredth
 * @param tile side in pixels of the tiles that images are cut into, or 0 to take them as a whole
 * @param curves how the data's curves are seen, or null if the data are no curves
 * @param supervision samples beside the data whose label is known
 */
public record FitOptions(
        long seed,
        double falsePositives,
        double heldOut,
        int members,
        EnergyKind energy,
        Pooling pooling,
        JointSettings joint,
        boolean multiClass,
        Path backbone,
        int tile,
        CurveChoice curves,
        Supervision supervision,
        Device device) {

    private static final int SMALLEST_TILE = 64;

    /** From so many features on, joint training was measured to gain on tables, too. */
    private static final int MANY_FEATURES = 64;

    public FitOptions {
        if (!(falsePositives > 0 && falsePositives < 1)) {
            throw new UserError(
                    UserError.parameter("false-positives") + " must be within (0, 1), got " + falsePositives);
        }
        if (!(heldOut > 0 && heldOut < 1))
            throw new UserError("the held-out share must be within (0, 1), got " + heldOut);
        if (members < 1) throw new UserError("the number of members must be at least 1, got " + members);
        if (seed < 0) throw new UserError(UserError.parameter("seed") + " must be at least 0, got " + seed);
        if (tile != 0 && tile < SMALLEST_TILE) {
            throw new UserError(UserError.parameter("tile") + " must be at least " + SMALLEST_TILE + ", got " + tile);
        }
        if (supervision.anomalies() != null && energy != EnergyKind.KERNEL) {
            throw new UserError(UserError.parameter("anomalies") + " is for " + UserError.parameter("energy")
                    + " kernel, got " + energy.name().toLowerCase(Locale.ROOT));
        }
    }

    /** What {@code dxmi detect fit} does by itself. */
    public static FitOptions defaults(long seed) {
        return new FitOptions(
                seed,
                0.05,
                0.2,
                1,
                EnergyKind.KERNEL,
                null,
                JointSettings.defaults(),
                false,
                null,
                0,
                null,
                Supervision.NONE,
                Torch.device());
    }

    public FitOptions withSeed(long other) {
        return changed(copy -> copy.seed = other);
    }

    public FitOptions withJoint(JointSettings other) {
        return changed(copy -> copy.joint = other);
    }

    public FitOptions withDevice(Device other) {
        return changed(copy -> copy.device = other);
    }

    public FitOptions withFalsePositives(double other) {
        return changed(copy -> copy.falsePositives = other);
    }

    public FitOptions withPooling(Pooling other) {
        return changed(copy -> copy.pooling = other);
    }

    public FitOptions withEnergy(EnergyKind other) {
        return changed(copy -> copy.energy = other);
    }

    public FitOptions withBackbone(Path other) {
        return changed(copy -> copy.backbone = other);
    }

    public FitOptions withTile(int other) {
        return changed(copy -> copy.tile = other);
    }

    public FitOptions withCurves(CurveChoice other) {
        return changed(copy -> copy.curves = other);
    }

    public FitOptions withSupervision(Supervision other) {
        return changed(copy -> copy.supervision = other);
    }

    public FitOptions withMultiClass() {
        return changed(copy -> copy.multiClass = true);
    }

    private FitOptions changed(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.options();
    }

    /** All components, to change some of them. */
    private static final class Copy {

        private long seed;
        private double falsePositives;
        private double heldOut;
        private int members;
        private EnergyKind energy;
        private Pooling pooling;
        private JointSettings joint;
        private boolean multiClass;
        private Path backbone;
        private int tile;
        private CurveChoice curves;
        private Supervision supervision;
        private Device device;

        private Copy(FitOptions from) {
            seed = from.seed;
            falsePositives = from.falsePositives;
            heldOut = from.heldOut;
            members = from.members;
            energy = from.energy;
            pooling = from.pooling;
            joint = from.joint;
            multiClass = from.multiClass;
            backbone = from.backbone;
            tile = from.tile;
            curves = from.curves;
            supervision = from.supervision;
            device = from.device;
        }

        private FitOptions options() {
            return new FitOptions(
                    seed,
                    falsePositives,
                    heldOut,
                    members,
                    energy,
                    pooling,
                    joint,
                    multiClass,
                    backbone,
                    tile,
                    curves,
                    supervision,
                    device);
        }
    }

    /** The threshold from scores of normal samples. */
    Calibration calibration(double[] scores) {
        return Calibration.expected(scores, falsePositives);
    }

    /**
     * Joint training as it will be. Where the trainer is left open, that of a kernel energy is left out where it was measured to gain
     * nothing: on tables of few features, on curves, on maps of a backbone. Baselines have none.
     *
     * @param features of a sample, or of each of its places
     */
    JointSettings decided(SampleKind kind, int features) {
        if (!energy.isTrained()) return joint.withTrainer(JointSettings.Trainer.NONE);
        boolean leftOut = isSmallTable(kind, features) || kind == SampleKind.CURVES || kind == SampleKind.BACKBONE;
        return joint.decided(energy == EnergyKind.AUTOENCODER || !leftOut);
    }

    private static boolean isSmallTable(SampleKind kind, int features) {
        return (kind == SampleKind.TABLE || kind == SampleKind.VECTORS) && features < MANY_FEATURES;
    }

    /**
     * How the members of the ensemble are fitted.
     *
     * @param features of a sample, or of each of its places
     * @param points {@link PointKind#SAMPLES} or {@link PointKind#PLACES}
     */
    MemberFit memberFit(SampleKind kind, int features, PointKind points) {
        JointSettings training = decided(kind, features);
        return switch (energy) {
            case KERNEL ->
                new KernelMember(training, isSmallTable(kind, features) ? PointKind.SMALL_ROWS : points, seed, device);
            case AUTOENCODER -> new AutoencoderMember(training, seed, device);
            case KNN -> new NeighbourDistance.Member(NeighbourDistance.FIVE);
            case IFOREST -> new IsolationForest.Member(seed);
            case PATCHCORE -> new NeighbourDistance.Member(1);
        };
    }

    private Pooling pooling(SampleKind kind) {
        if (pooling != null) return pooling;
        boolean whole = kind == SampleKind.BACKBONE && tile == 0 && energy == EnergyKind.KERNEL;
        return whole ? Pooling.TOP : Pooling.MAX;
    }

    /** What the model's record says before the fit. */
    public ModelRecord about(SampleKind kind, long[] shape, double smoothing) {
        return new ModelRecord(
                ModelRecord.FORMAT,
                Versions.CURRENT.toolkit(),
                kind,
                energy,
                List.of(),
                false,
                null,
                supervision.choice().normal(),
                shape,
                pooling(kind),
                smoothing,
                falsePositives,
                0,
                0,
                0,
                0,
                seed,
                joint,
                null,
                null,
                null,
                null);
    }
}
