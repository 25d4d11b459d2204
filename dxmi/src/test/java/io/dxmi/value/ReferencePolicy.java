package io.dxmi.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.net.ReferenceNetworks;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.schedule.FastDpmSchedule;
import io.dxmi.samplers.schedule.KarrasSchedule;
import io.dxmi.samplers.schedule.Preconditioning;
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

    /** Shape of a sample as the reference's chain carries it: channels, rows, columns. */
    public static long[] image(JsonNode config) {
        long[] image = new long[3];
        for (int i = 0; i < 3; i++)
            image[i] = config.at("/sampler/sample_shape/" + i).asLong();
        return image;
    }

    /** Shape of a sample as the sampler's network sees it. */
    private static long[] shape(JsonNode config) {
        long[] image = image(config);
        boolean flat = config.at("/sampler_net/class").asText().equals("PolicyMLP");
        return flat ? new long[] {image[0] * image[1] * image[2]} : image;
    }

    /**
     * The sampler that the JSON describes.
     *
     * @param config a case's {@code config}, with {@code sampler} and {@code sampler_net}
     */
    public static GaussianSampler of(JsonNode config) {
        if (config.path("trainer_class").asText().equals("DxMI_Trainer_Cond")) return ancestral(config);
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
                trainedSteps(options, steps));
    }

    private static int trainedSteps(JsonNode options, int steps) {
        return switch (options.get("trainable_beta").asText()) {
            case "true" -> steps;
            case "fix_last" -> steps - 1;
            case "false" -> 0;
            default -> throw new AssertionError("unknown trainable_beta: " + options);
        };
    }

    /** The class-conditional cases': ancestral steps on EDM's levels; trained deviations start at no less than 0.001. */
    private static GaussianSampler ancestral(JsonNode config) {
        JsonNode options = config.get("sampler");
        int steps = options.get("n_timesteps").asInt();
        StepCoefficients own = StepCoefficients.ancestral(
                new KarrasSchedule(
                        steps,
                        options.get("sigma_max").asDouble(),
                        options.get("sigma_min").asDouble(),
                        options.get("rho").asDouble(),
                        options.get("stochastic_last").asBoolean()),
                Preconditioning.EDM);
        int trained = trainedSteps(options, steps);
        double[] std = own.withLeastStd(LAST_STD).std();
        for (int t = trained; t < steps; t++) std[t] = own.std()[t];
        return new GaussianSampler(
                ReferenceNetworks.adm(config.get("sampler_net")), shape(config), own.withStd(std), trained);
    }
}
