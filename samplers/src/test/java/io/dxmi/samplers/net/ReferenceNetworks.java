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

    static List<Integer> integers(JsonNode array) {
        List<Integer> list = new ArrayList<>();
        array.forEach(n -> list.add(n.asInt()));
        return list;
    }
}
