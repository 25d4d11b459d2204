package io.dxmi.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.net.ReferenceNetworks;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.schedule.FastDpmSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.Arrays;

/** The policy of the recorded cases: the Gaussian sampler on the released schedule; an MLP sees its samples as vectors. */
public final class ReferencePolicy {

    /** Of the last step, where its deviation is not trained. */
    private static final double LAST_STD = 1e-3;

    private ReferencePolicy() {}

    private static TimeNetwork network(JsonNode net) {
        return net.get("class").asText().equals("UNet") ? ReferenceNetworks.ddpm(net) : ReferenceMlp.of(net);
    }

    /** Shape of a sample as the sampler's network sees it. */
    private static long[] shape(JsonNode config) {
        long[] image = new long[3];
        for (int i = 0; i < 3; i++) image[i] = config.at("/sampler/sample_shape/" + i).asLong();
        boolean flat = config.at("/sampler_net/class").asText().equals("PolicyMLP");
        return flat ? new long[] {image[0] * image[1] * image[2]} : image;
    }

    /**
     * The sampler that the JSON describes.
     *
     * @param config a case's {@code config}, with {@code sampler} and {@code sampler_net}
     */
    public static GaussianSampler of(JsonNode config) {
        JsonNode options = config.get("sampler");
        int steps = options.get("n_timesteps").asInt();
        StepCoefficients plain = StepCoefficients.ddpmPosterior(FastDpmSchedule.asReleased(steps), Prediction.NOISE)
                .withLastStd(LAST_STD);
        // a scale on the network's output is a coefficient like any other; that on the deviations is in the weights
        double scale = options.get("adhoc_scale1").asDouble();
        double[] network = Arrays.stream(plain.network()).map(c -> c * scale).toArray();
        return new GaussianSampler(
                network(config.get("sampler_net")),
                shape(config),
                new StepCoefficients(plain.state(), network, plain.std(), plain.time(), plain.beta()),
                switch (options.get("trainable_beta").asText()) {
                    case "true" -> steps;
                    case "fix_last" -> steps - 1;
                    case "false" -> 0;
                    default -> throw new AssertionError("unknown trainable_beta: " + options);
                });
    }
}
