package io.dxmi.eval.feature;

/**
 * Which features: distances can be compared only where {@code name} and {@code sha256} agree.
 *
 * @param name for people
 * @param sha256 of the file or weights, in hexadecimal; empty where there are none
 * @param distance what the Fréchet distance in these features is called: {@code fid} or {@code frechet}
 */
public record Identity(String name, String sha256, String distance) {

    public boolean sameAs(Identity other) {
        return name.equals(other.name) && sha256.equals(other.sha256);
    }

    /** What the Fréchet distance in the spatial features beside these is called: {@code sfid} beside {@code fid}. */
    public String spatialDistance() {
        return distance.equals("fid") ? "sfid" : distance + "_spatial";
    }

    /** Name and the start of the hash, for messages. */
    public String brief() {
        return sha256.isEmpty() ? name : name + " (sha256 " + sha256.substring(0, 12) + ")";
    }
}
