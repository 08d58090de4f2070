package org.higher.examples;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * Progress for logs: a line when the next tenth is reached or half a minute is over, and one at the
 * end.
 *
 * <p>The progress bar asks for a picture of its state twice a second, from a thread of its own, and
 * hands it on to be shown; most of the time it is empty here.
 */
final class ProgressLines implements ProgressBarRenderer, ProgressBarConsumer {
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final String unit;
    private final PrintStream stream;
    private long tenths;
    private long shown = -1;
    private Duration last = Duration.ZERO;

    ProgressLines(String unit, PrintStream stream) {
        this.unit = unit;
        this.stream = stream;
    }

    @Override
    public synchronized String render(ProgressState state, int maxLength) {
        long current = state.getCurrent();
        long reached = state.getMax() <= 0 ? 0 : 10 * current / state.getMax();
        Duration elapsed = state.getTotalElapsed();
        boolean over = !state.isAlive() && current != shown;
        if (reached <= tenths && !over && elapsed.minus(last).compareTo(SILENCE) < 0) {
            return "";
        }
        tenths = Math.max(tenths, reached);
        last = elapsed;
        shown = current;
        return line(state);
    }

    private String line(ProgressState state) {
        String message = state.getExtraMessage();
        return String.format(
                Locale.ROOT,
                "%s: %.0f%%, %d of %d %s, %d s%s",
                state.getTaskName(),
                100 * Math.min(1, Math.max(0, state.getNormalizedProgress())),
                state.getCurrent(),
                state.getMax(),
                unit,
                state.getTotalElapsed().toSeconds(),
                message == null || message.isBlank() ? "" : ", " + message.strip());
    }

    @Override
    public int getMaxRenderedLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void accept(String line) {
        if (!line.isEmpty()) {
            stream.println(line);
        }
    }

    /** The stream is somebody else's. */
    @Override
    public void close() {
        stream.flush();
    }
}
