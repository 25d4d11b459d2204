package io.dxmi.detect.model;

import io.dxmi.detect.baseline.IsolationForest;
import io.dxmi.detect.baseline.NeighbourDistance;
import io.dxmi.detect.energy.AutoencoderMember;
import io.dxmi.detect.energy.AutoencoderScorer;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.energy.KernelWeights;
import io.dxmi.detect.energy.VectorEnergy;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The energies of an ensemble from a model's arrays. */
public final class EnergyArrays {

    private EnergyArrays() {}

    /**
     * The energies of a model's arrays.
     *
     * @param file named in errors
     */
    public static List<VectorEnergy> read(ModelRecord about, Map<String, HostTensor> tensors, Path file) {
        EnergyKind kind = about.energy();
        boolean remembering = kind == EnergyKind.KERNEL || kind == EnergyKind.KNN || kind == EnergyKind.PATCHCORE;
        if (remembering && !tensors.containsKey("points")) throw lacking("points", file);
        if (kind == EnergyKind.KERNEL) return KernelWeights.energies(tensors);
        if (remembering) {
            return List.of(NeighbourDistance.read(tensors, kind == EnergyKind.KNN ? NeighbourDistance.FIVE : 1));
        }
        List<VectorEnergy> energies = new ArrayList<>();
        for (int m = 0; ; m++) {
            Map<String, HostTensor> member = TrainingState.within(tensors, "energy." + m + ".");
            if (member.isEmpty()) break;
            energies.add(
                    kind == EnergyKind.IFOREST
                            ? IsolationForest.read(member, about.dimensions(), file)
                            : new AutoencoderScorer(AutoencoderMember.energy(about.dimensions()), member));
        }
        if (energies.isEmpty()) throw lacking("energy.0", file);
        return energies;
    }

    public static UserError lacking(String name, Path file) {
        return new UserError(file + " lacks the array '" + name + "'; fit it again");
    }
}
