package io.tollgate.lab.run;

/// Told how far a run is. Called by several threads.
public interface Progress {

    /// A step of the preparation.
    void preparing(int done, int all);

    /// Once a second.
    ///
    /// @param second    since the beginning
    /// @param ofSeconds of the whole run
    void running(int second, int ofSeconds, String phase, Rates rates);

    /// Something that whoever runs it should know.
    void note(String text);

    /// What happened in the last second.
    ///
    /// @param perSecond requests that ended
    /// @param failed    since the beginning, of everybody
    /// @param underWay  now
    record Rates(long perSecond, long failed, int underWay) {}

    /// Says nothing.
    static Progress silent() {
        return new Progress() {
            @Override
            public void preparing(int done, int all) {}

            @Override
            public void running(int second, int ofSeconds, String phase, Rates rates) {}

            @Override
            public void note(String text) {}
        };
    }
}
