package io.dxmi.detect.energy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.detect.joint.DataRows;
import io.dxmi.detect.joint.EnergyGame;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.joint.JointTraining;
import io.dxmi.gcd.energy.AutoencoderEnergy;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.List;
import java.util.Map;

/**
 * The paper's energy: an autoencoder with its code on a sphere, pre-trained to reconstruct normal vectors, then trained
 * jointly with a sampler while an auxiliary loss keeps it reconstructing.
 */
public record AutoencoderMember(JointSettings joint, long seed, Device device) implements MemberFit {

    private static final int PRETRAIN = 1000;
    private static final int BATCH = 128;
    private static final double RATE = 1e-3;
    private static final double JOINT_RATE = 1e-4;
    /** With 1 instead of this the game unlearns tables: AUROC .79 on WDBC (development split), .93 with 10, .94 before it. */
    private static final double AUXILIARY = 100;

    /** Vectors of at least so many features get the paper's widths. */
    private static final int WIDE = 128;

    /** The architecture for vectors of that many features. */
    public static AutoencoderEnergy energy(int d) {
        return d >= WIDE
                ? new AutoencoderEnergy(d, 1024, 3, 128)
                : new AutoencoderEnergy(d, 256, 3, Math.max(2, d / 2));
    }

    @Override
    public Member fit(
            float[] points, int d, int[] heldOut, int number, Map<String, HostTensor> tensors, Progress progress) {
        DataRows data = new DataRows(MemberFit.training(points, d, heldOut), d);
        AutoencoderEnergy energy = energy(d);
        long own = Seeds.mix(seed, number) >>> 1;
        Map<String, HostTensor> trained;
        try (NDManager root = Torch.open(device)) {
            Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), own);
            pretrain(root, energy, weights, data, own, progress);
            try (Learner learner = new Learner(root, weights, Adam.of(JOINT_RATE))) {
                Loss loss = new Anchored(new ContrastiveLoss(energy, Energy.NETWORK, joint.gamma()), energy);
                new JointTraining(joint, own, data, false)
                        .train(root, new EnergyGame.Player(energy, learner, loss), progress);
                trained = learner.average().toHost();
            }
        }
        trained.forEach((name, tensor) -> tensors.put("energy." + number + "." + name, tensor));
        VectorEnergy scorer = new AutoencoderScorer(energy, trained);
        return new Member(scorer, scorer.of(MemberFit.select(points, d, heldOut)));
    }

    private static void pretrain(
            NDManager root, AutoencoderEnergy energy, Weights weights, DataRows rows, long seed, Progress progress) {
        SeededDraws draws = new SeededDraws(Seeds.mix(seed, "autoencoder"));
        RateSchedule rates = RateSchedule.cosine(PRETRAIN, 0.02);
        try (Learner learner = new Learner(root, weights, Adam.of(RATE));
                Update update = learner.compile(new Reconstruction(energy))) {
            progress.begin("autoencoder", 0, PRETRAIN);
            for (int i = 0; i < PRETRAIN; i++) {
                try (NDManager scope = root.newSubManager()) {
                    NDArray data = rows.at(scope, rows.batch(draws.at(i), BATCH));
                    double loss = update.apply(rates.factor(i), 0, data).loss();
                    progress.step("autoencoder", i + 1, Map.of("loss", loss));
                }
            }
            progress.end("autoencoder");
        }
    }

    /** Mean squared error of the reconstruction. */
    private record Reconstruction(AutoencoderEnergy energy) implements Loss {

        @Override
        public List<String> inputs() {
            return List.of("data");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T x = in.get(0);
            T back = energy.reconstruction(o, networks.of(Energy.NETWORK), x);
            return new Value<>(o.mean(o.square(o.sub(x, back))), Map.of());
        }
    }

    /** The contrast, and the reconstruction of the data beside it. */
    private record Anchored(ContrastiveLoss contrast, AutoencoderEnergy energy) implements Loss {

        @Override
        public List<String> inputs() {
            return contrast.inputs();
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Value<T> value = contrast.of(o, networks, in);
            T anchor =
                    new Reconstruction(energy).of(o, networks, in.subList(0, 1)).loss();
            return new Value<>(o.add(value.loss(), o.scale(anchor, AUXILIARY)), value.logged());
        }
    }
}
