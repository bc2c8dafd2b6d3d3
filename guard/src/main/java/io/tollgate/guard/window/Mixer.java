package io.tollgate.guard.window;

/// A bijection of 64 bits in which every bit of the input changes about half of the output's: variant 13 of David Stafford's
/// improvements of the finaliser of MurmurHash3, known from `SplittableRandom`.
final class Mixer {
    private Mixer() {}

    static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
