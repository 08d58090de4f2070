package org.higher.internal.cuda.driver;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a card, which works off in order what it is asked for, and what belongs to it: a
 * buffer for values, a place for arguments, and the handles of libraries.
 *
 * <p>Whoever asks for something has {@linkplain CudaStreams#enter entered} the stream, alone, and
 * leaves it by {@link #close}; what is asked for in between has one {@link #number}.
 *
 * <p><b>Order among streams.</b> A stream knows of each other one up to which number it comes after
 * it. Where that does not suffice, it has an event recorded in the other one now, later than need
 * be, and waits for it. Nothing is recorded before, so that a stream alone costs nothing. The other
 * stream is not entered for that: numbers are made known once what they stand for was asked for,
 * and are read before the event is recorded, so it comes after at least those. Nobody is ever in
 * two streams, hence no two threads wait for each other.
 */
public final class CudaStream implements AutoCloseable {
    private final CudaDriver driver;
    private final Pointer context;
    private final int index;
    private final Pointer handle;
    private final ReentrantLock lock = new ReentrantLock();
    private final LaunchArguments arguments = new LaunchArguments(this);
    private final Map<Object, Pointer> libraries = new IdentityHashMap<>();
    private @Nullable PinnedBuffer buffer;
    private @Nullable Pointer event;

    /** By the index of a stream: up to which number this one comes after it; its own is asked. */
    private final AtomicLongArray known = new AtomicLongArray(CudaStreams.MOST);

    /** Up to which number everything is done, as far as is known. */
    private volatile long done;

    /** What is asked for now has it. */
    private long number;

    /** Whether all that was asked for is done, up to the current number. */
    private boolean finished;

    /**
     * Makes one in a card's context, which the calling thread has entered.
     *
     * @param index its place among the streams of the card
     */
    CudaStream(CudaDriver driver, Pointer context, int index) {
        this.driver = driver;
        this.context = context;
        this.index = index;
        PointerByReference stream = new PointerByReference();
        check(api().cuStreamCreate(stream, DriverApi.NON_BLOCKING), "cuStreamCreate");
        this.handle = stream.getValue();
    }

    /** Waits until no other thread is here, and has this thread's calls of the driver mean it. */
    void enter() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("cuda: a stream was entered twice");
        }
        lock.lock();
        try {
            check(api().cuCtxSetCurrent(context), "cuCtxSetCurrent");
            number = known.get(index) + 1;
            finished = false;
        } catch (Throwable failed) {
            lock.unlock();
            throw failed;
        }
    }

    /** Leaves it to other threads; what was asked for is known to other streams. */
    @Override
    public void close() {
        known.set(index, number);
        if (finished) {
            done = number;
        }
        lock.unlock();
    }

    /** Of what is asked for between entering and leaving; from 1 on, ascending. */
    long number() {
        return number;
    }

    /** The place among the streams of the card, from 0. */
    public int index() {
        return index;
    }

    /** For calls of the driver that ask for something, after {@link CudaMemory#use}. */
    public Pointer handle() {
        if (!lock.isHeldByCurrentThread() || finished) {
            throw new IllegalStateException("cuda: a stream was used that was not entered");
        }
        return handle;
    }

    /** Has what is asked for next come after what another stream was asked for. */
    void comeAfter(CudaStream other, long theirs) {
        if (other == this || known.get(other.index) >= theirs || other.done >= theirs) {
            return;
        }
        long[] reached = new long[CudaStreams.MOST];
        for (int i = 0; i < reached.length; i++) {
            reached[i] = other.known.get(i);
        }
        Pointer recorded = event();
        check(api().cuEventRecord(recorded, other.handle), "cuEventRecord");
        check(api().cuStreamWaitEvent(handle(), recorded, 0), "cuStreamWaitEvent");
        for (int i = 0; i < reached.length; i++) {
            if (i != index && reached[i] > known.get(i)) {
                known.set(i, reached[i]);
            }
        }
    }

    /** The one that this stream waits for, each time another state of it. */
    private Pointer event() {
        Pointer made = event;
        if (made == null) {
            PointerByReference created = new PointerByReference();
            check(api().cuEventCreate(created, DriverApi.WITHOUT_TIMING), "cuEventCreate");
            made = created.getValue();
            event = made;
        }
        return made;
    }

    /** Waits for all that was asked for; more may be asked for before leaving. */
    void synchronize() {
        check(api().cuStreamSynchronize(handle()), "cuStreamSynchronize");
        done = number - 1; // what has this number is not all asked for
        if (buffer != null) {
            buffer.clear();
        }
    }

    /** Waits for all that was asked for; nothing more is before leaving. */
    public void finish() {
        synchronize();
        finished = true;
    }

    /** Waits for all that any thread has asked for by now, without entering. */
    void synchronizeFromOutside() {
        check(api().cuStreamSynchronize(handle), "cuStreamSynchronize");
    }

    public LaunchArguments arguments() {
        return arguments;
    }

    public PinnedBuffer buffer() {
        PinnedBuffer made = buffer;
        if (made == null) {
            made = new PinnedBuffer(this);
            buffer = made;
        }
        return made;
    }

    /**
     * A library's handle for this stream.
     *
     * @param library whose it is
     * @param create makes it when the library is first used here
     */
    public Pointer handleOf(Object library, Supplier<Pointer> create) {
        Pointer made = libraries.get(library);
        if (made == null) {
            made = create.get();
            libraries.put(library, made);
        }
        return made;
    }

    /** What a library has here, no more to be used; null if there is nothing. */
    public @Nullable Pointer forgetHandleOf(Object library) {
        return libraries.remove(library);
    }

    public DriverApi api() {
        return driver.api();
    }

    public void check(int error, String call) {
        driver.check(error, call);
    }
}
