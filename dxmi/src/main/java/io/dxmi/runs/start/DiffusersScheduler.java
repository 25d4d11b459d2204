package io.dxmi.runs.start;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.tensor.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint tells of the diffusion that its network was trained on: the settings of a diffusers scheduler.
 *
 * @param settings by name; empty if the checkpoint tells nothing
 */
record DiffusersScheduler(Path origin, Map<String, String> settings) {

    static DiffusersScheduler of(TensorFile file) {
        Map<String, String> settings = new HashMap<>();
        file.notes().forEach((key, value) -> {
            if (key.startsWith(ImportedNetwork.SCHEDULER)) {
                settings.put(key.substring(ImportedNetwork.SCHEDULER.length()), value);
            }
        });
        return new DiffusersScheduler(file.path(), settings);
    }

    /**
     * What the network predicts, if the checkpoint tells it.
     *
     * @throws UserError naming every setting of another diffusion than the DDPM with 1000 steps, whose variances grow linearly
     *     from 1e-4 to 0.02
     */
    Optional<Prediction> prediction() {
        if (settings.isEmpty()) return Optional.empty();
        List<String> differences = new ArrayList<>();
        require(differences, "beta_schedule", "linear", "linear");
        require(differences, "num_train_timesteps", "1000", "1000");
        require(differences, "beta_start", "0.0001", "1.0E-4");
        require(differences, "beta_end", "0.02", "0.02");
        require(differences, "trained_betas", "null", "null");
        require(differences, "rescale_betas_zero_snr", "false", "false");
        String kind = settings.getOrDefault("_class_name", "DDPMScheduler");
        if (kind.matches("(Flow|EDM|Sde|KarrasVe|CM|VQ).*")) {
            differences.add("its class is " + kind + ", expected DDPMScheduler or another of the same diffusion");
        }
        String predicted = settings.getOrDefault("prediction_type", "epsilon");
        if (!predicted.equals("epsilon") && !predicted.equals("sample")) {
            differences.add("prediction_type is " + predicted + ", expected epsilon or sample");
        }
        if (!differences.isEmpty()) {
            throw new UserError(origin + ": its scheduler describes a diffusion that is not supported: "
                    + String.join("; ", differences));
        }
        return Optional.of(predicted.equals("sample") ? Prediction.DATA : Prediction.NOISE);
    }

    /** The second spelling is the one of Java. */
    private void require(List<String> differences, String key, String needed, String spelled) {
        String value = settings.getOrDefault(key, needed);
        if (!value.equals(needed) && !value.equals(spelled)) {
            differences.add(key + " is " + value + ", expected " + needed);
        }
    }
}
