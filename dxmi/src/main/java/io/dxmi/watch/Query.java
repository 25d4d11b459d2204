package io.dxmi.watch;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of an address after its question mark. */
record Query(Map<String, List<String>> values) {

    /** @throws IllegalArgumentException if an escape in it is none */
    static Query of(URI address) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        String query = address.getRawQuery() == null ? "" : address.getRawQuery();
        for (String part : query.split("&", -1)) {
            int at = part.indexOf('=');
            if (at < 0) continue;
            String value = URLDecoder.decode(part.substring(at + 1), StandardCharsets.UTF_8);
            values.computeIfAbsent(part.substring(0, at), key -> new ArrayList<>())
                    .add(value);
        }
        return new Query(values);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    String one(String name, String absent) {
        return all(name).isEmpty() ? absent : all(name).get(0);
    }

    /** @throws IllegalArgumentException if it is no whole number */
    long number(String name, long absent) {
        return all(name).isEmpty() ? absent : Long.parseLong(one(name, ""));
    }
}
