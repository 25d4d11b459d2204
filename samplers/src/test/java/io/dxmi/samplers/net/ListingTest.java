package io.dxmi.samplers.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.golden.GoldenCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The full-size networks declare the published ones' parameters: names, shapes and order. Nothing is allocated. */
@Tag("golden")
class ListingTest {

    @Test
    void ddpmUnet() {
        check("listing_ddpm_*", DdpmUnet.cifar10().parameters());
    }

    @Test
    void igebmValue() {
        check("listing_igebm_*", Igebm.published().parameters());
    }

    @Test
    void admUnets() {
        check("listing_adm_unet_imagenet64", AdmUnet.imagenet64().parameters());
        check("listing_adm_unet_lsun256", AdmUnet.lsun256().parameters());
    }

    private static void check(String pattern, List<Parameter> parameters) {
        for (JsonNode listing : GoldenCase.listings(pattern)) {
            List<String> expected = new ArrayList<>();
            for (JsonNode tensor : listing.get("tensors")) {
                assertThat(tensor.get("trained").asBoolean()).isTrue();
                expected.add(tensor.get("name").asText() + " " + ReferenceNetworks.integers(tensor.get("shape")));
            }
            assertThat(parameters.stream()
                            .map(p -> p.name() + " " + Arrays.toString(p.shape()))
                            .toList())
                    .isEqualTo(expected);
            assertThat(parameters.stream().mapToLong(Parameter::size).sum())
                    .isEqualTo(listing.get("parameter_count").asLong());
        }
    }
}
