package io.dxmi.samplers.engine;

import java.util.Locale;

/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011) as methods of a program. It draws on the
 * device of its caller. A number is a function of the seed, its row, its place in the row and the call; the number of rows does not matter.
 *
 * <p>The key is the seed; the counter is (place in the row / 4, row, call, 0). Of the four words of a counter, two pairs become normal numbers
 * (Box and Muller: radius from (word + 1/2) / 2^32, angle 2 pi word / 2^32), in float64 and then rounded: logarithms and cosines of devices differ in
 * the last bits of float64, which float32 seldom shows. Uniform numbers are the upper 24 bits of a word.
 */
final class Philox {

    private static final String METHODS = """
            def philox_words(self: %1$s, words: List[Tensor], seed: int) -> List[Tensor]:
              low = 4294967295
              k0 = torch.__and__(seed, low)
              k1 = torch.__and__(torch.__rshift__(seed, 32), low)
              a, b, c, d, = words
              for i in range(10):
                p = torch.mul(a, 3528531795)
                q = torch.mul(c, 3449720151)
                a = torch.bitwise_xor(torch.bitwise_xor(torch.bitwise_and(torch.bitwise_right_shift(q, 32), low), b), k0)
                b = torch.bitwise_and(q, low)
                c = torch.bitwise_xor(torch.bitwise_xor(torch.bitwise_and(torch.bitwise_right_shift(p, 32), low), d), k1)
                d = torch.bitwise_and(p, low)
                k0 = torch.__and__(torch.add(k0, 2654435769), low)
                k1 = torch.__and__(torch.add(k1, 3144134277), low)
              return [a, b, c, d]
            def philox_rows(self: %1$s, n: int, seed: int, share: List[int], device: Device) -> Tuple[Tensor, int]:
              from_, rows, of, = share
              index = torch.arange(n, dtype=4, layout=None, device=device)
              if torch.eq(torch.remainder(n, rows), 0):
                block = torch.div(index, rows, rounding_mode="floor")
                index = torch.add(torch.add(index, torch.mul(block, torch.sub(of, rows))), from_)
              else:
                seed = torch.add(seed, torch.mul(%2$d, torch.add(from_, 1)))
              return (torch.unsqueeze(index, 1), seed)
            def philox_of(self: %1$s, shape: List[int], seed: int, share: List[int], call: int, device: Device) -> List[Tensor]:
              index, own, = (self).philox_rows(shape[0], seed, share, device)
              quads = torch.floordiv(torch.add((self).philox_width(shape), 3), 4)
              place = torch.unsqueeze(torch.arange(quads, dtype=4, layout=None, device=device), 0)
              a = torch.add(place, torch.zeros_like(index))
              b = torch.add(torch.zeros_like(place), index)
              return (self).philox_words([a, b, torch.full_like(a, call), torch.zeros_like(a)], own)
            def philox_double(self: %1$s, word: Tensor) -> Tensor:
              return torch.to(word, 7, False, False, None)
            def philox_radius(self: %1$s, word: Tensor) -> Tensor:
              unit = torch.mul(torch.add((self).philox_double(word), 0.5), 2.3283064365386963e-10)
              return torch.sqrt(torch.mul(torch.log(unit), -2))
            def philox_numbers(self: %1$s, parts: List[Tensor], shape: List[int]) -> Tensor:
              flat = torch.slice(torch.flatten(torch.stack(parts, -1), 1), 1, 0, (self).philox_width(shape), 1)
              return torch.to(torch.reshape(flat, shape), 6, False, False, None)
            def philox_width(self: %1$s, shape: List[int]) -> int:
              width = 1
              for i in range(1, torch.len(shape)):
                width = torch.mul(width, shape[i])
              return width
            def philox_randn(self: %1$s, shape: List[int], seed: int, share: List[int], call: int, device: Device) -> Tensor:
              a, b, c, d, = (self).philox_of(shape, seed, share, call, device)
              r = (self).philox_radius(a)
              s = (self).philox_radius(c)
              f = torch.mul((self).philox_double(b), 1.4629180792671596e-09)
              g = torch.mul((self).philox_double(d), 1.4629180792671596e-09)
              parts = [torch.mul(r, torch.cos(f)), torch.mul(r, torch.sin(f)), torch.mul(s, torch.cos(g)), torch.mul(s, torch.sin(g))]
              return (self).philox_numbers(parts, shape)
            def philox_rand(self: %1$s, shape: List[int], seed: int, share: List[int], call: int, device: Device) -> Tensor:
              parts = annotate(List[Tensor], [])
              words = (self).philox_of(shape, seed, share, call, device)
              for i in range(4):
                top = torch.to(torch.bitwise_right_shift(words[i], 8), 6, False, False, None)
                torch.append(parts, torch.mul(top, 5.9604644775390625e-08))
              return (self).philox_numbers(parts, shape)
            """;

    /**
     * The methods {@code philox_randn} and {@code philox_rand}, which take a shape (n, ...), a seed of 64 bits, the rows of a share, the number
     * of the call and a device.
     */
    static final String TEXT = String.format(Locale.ROOT, METHODS, Script.SELF, ProgramNoise.APART);

    private Philox() {}

    /** The argument that names the rows of a share. Rows that are not whole blocks of it get numbers of their own. */
    static String rows(Share share) {
        return "[" + share.from() + ", " + share.rows() + ", " + share.of() + "]";
    }
}
