package io.dxmi.gcd.bilevel;

/**
 * What the three variables of a {@link PenaltyMethod} move against.
 *
 * @param y for the perturbed lower variable
 * @param z for the other lower variable
 * @param x for the upper variable
 */
public record Directions(Direction y, Direction z, Direction x) {

    /** F2SA: the gradients of the minibatches. */
    public static Directions f2sa() {
        return new Directions(Direction.PLAIN, Direction.PLAIN, Direction.PLAIN);
    }

    /** F3SA: momentum for every variable; the arguments are those of {@link Storm}. */
    public static Directions f3sa(Power eta, double least) {
        return new Directions(new Storm(eta, least), new Storm(eta, least), new Storm(eta, least));
    }

    /** F3SA for y and z alone, for an upper variable of which a minibatch touches few coordinates. */
    public static Directions f3saOfLower(Power eta, double least) {
        return new Directions(new Storm(eta, least), new Storm(eta, least), Direction.PLAIN);
    }
}
