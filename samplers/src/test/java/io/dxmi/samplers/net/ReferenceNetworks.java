package io.dxmi.samplers.net;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The networks that the recorded cases describe by the reference's constructor arguments. */
public final class ReferenceNetworks {

    private ReferenceNetworks() {}

    /** A U-Net, or the encoder where the JSON says so. */
    public static TimeNetwork ddpm(JsonNode config) {
        DdpmTrunk trunk = new DdpmTrunk(
                config.get("in_channels").asInt(),
                config.get("resolution").asInt(),
                config.get("ch").asInt(),
                integers(config.get("ch_mult")),
                config.get("num_res_blocks").asInt(),
                integers(config.get("attn_resolutions")),
                DdpmTrunk.GROUPS);
        int out = config.get("out_ch").asInt();
        boolean encodes = config.path("class").asText().equals("UNetEncoder");
        return encodes ? new DdpmEncoder(trunk, out) : new DdpmUnet(trunk, out);
    }

    /** The residual energy, without its classes. */
    public static Igebm igebm(JsonNode config) {
        if (config.get("keepdim").asBoolean() || config.get("out_chan").asInt() != 1) {
            throw new AssertionError("not one number per image: " + config);
        }
        return new Igebm(
                config.get("in_chan").asInt(),
                config.get("nh").asInt(),
                config.get("use_spectral_norm").asBoolean() ? WeightNorm.SPECTRAL : WeightNorm.NONE,
                config.get("learn_out_scale").asBoolean());
    }

    /** The guided-diffusion U-Net; attention is given by how much smaller than the image a level is. */
    public static AdmUnet adm(JsonNode config) {
        int size = config.get("image_size").asInt();
        return new AdmUnet(
                config.get("in_channels").asInt(),
                size,
                config.get("model_channels").asInt(),
                integers(config.get("channel_mult")),
                config.get("num_res_blocks").asInt(),
                integers(config.get("attention_resolutions")).stream()
                        .map(factor -> size / factor)
                        .toList(),
                config.get("num_head_channels").asInt(),
                config.get("num_classes").asInt(0),
                config.get("use_scale_shift_norm").asBoolean(),
                config.get("resblock_updown").asBoolean());
    }

    /** The DDGAN generator. */
    static NcsnppGenerator ncsnpp(JsonNode config) {
        if (!config.get("fir").asBoolean()
                || !config.get("conditional").asBoolean()
                || !integers(config.get("fir_kernel")).equals(List.of(1, 3, 3, 1))
                || !config.get("progressive_combine").asText().equals("sum")
                || !config.get("embedding_type").asText().equals("positional")
                || !config.get("centered").asBoolean()) {
            throw new AssertionError("not a variant that is there: " + config);
        }
        return new NcsnppGenerator(
                config.get("num_channels").asInt(),
                config.get("image_size").asInt(),
                config.get("num_channels_dae").asInt(),
                integers(config.get("ch_mult")),
                config.get("num_res_blocks").asInt(),
                integers(config.get("attn_resolutions")),
                config.get("nz").asInt(),
                config.get("z_emb_dim").asInt(),
                config.get("n_mlp").asInt(),
                new NcsnppGenerator.Options(
                        pyramid(config.get("progressive_input").asText()),
                        pyramid(config.get("progressive").asText()),
                        config.get("resblock_type").asText().equals("biggan") ? 2 : 1,
                        config.get("skip_rescale").asBoolean(),
                        !config.get("not_use_tanh").asBoolean()));
    }

    private static NcsnppGenerator.Pyramid pyramid(String option) {
        return switch (option) {
            case "none" -> NcsnppGenerator.Pyramid.NONE;
            case "residual" -> NcsnppGenerator.Pyramid.RESIDUAL;
            case "input_skip", "output_skip" -> NcsnppGenerator.Pyramid.SKIP;
            default -> throw new AssertionError("unknown pyramid " + option);
        };
    }

    static List<Integer> integers(JsonNode array) {
        List<Integer> list = new ArrayList<>();
        array.forEach(n -> list.add(n.asInt()));
        return list;
    }
}
