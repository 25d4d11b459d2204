package io.dxmi.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.schedule.FastDpmSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.Arrays;

/** The policy of the recorded 2-D cases: the Gaussian sampler on the released schedule, points as vectors. */
public final class ReferencePolicy {

    /** Of the last step, where its deviation is not trained. */
    private static final double LAST_STD = 1e-3;

    private ReferencePolicy() {}

    /**
     * The sampler that the JSON describes.
     *
     * @param config a case's {@code config}, with {@code sampler} and {@code sampler_net}
     */
    public static GaussianSampler of(JsonNode config) {
        JsonNode options = config.get("sampler");
        int steps = options.get("n_timesteps").asInt();
        long dim = 1;
        for (JsonNode n : options.get("sample_shape")) dim *= n.asLong();
        StepCoefficients plain = StepCoefficients.ddpmPosterior(FastDpmSchedule.asReleased(steps), Prediction.NOISE)
                .withLastStd(LAST_STD);
        // a scale on the network's output is a coefficient like any other; that on the deviations is in the weights
        double scale = options.get("adhoc_scale1").asDouble();
        double[] network = Arrays.stream(plain.network()).map(c -> c * scale).toArray();
        return new GaussianSampler(
                ReferenceMlp.of(config.get("sampler_net")),
                new long[] {dim},
                new StepCoefficients(plain.state(), network, plain.std(), plain.time(), plain.beta()),
                switch (options.get("trainable_beta").asText()) {
                    case "true" -> steps;
                    case "fix_last" -> steps - 1;
                    case "false" -> 0;
                    default -> throw new AssertionError("unknown trainable_beta: " + options);
                });
    }
}
