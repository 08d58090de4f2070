package org.higher.processor.twin.containers;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;

/**
 * What a value may be of something: of what a variable or field holds, or a method returns. For a
 * function, that is what it returns.
 */
record Held(Source of, How how) {
    /** Where a value may come from. */
    sealed interface Source {
        /** Its type, if that is known. */
        Optional<TypeMirror> type();
    }

    /** A variable or field, or what a method returns. */
    record Named(Element element) implements Source {
        @Override
        public Optional<TypeMirror> type() {
            return Optional.of(
                    element instanceof ExecutableElement method
                            ? method.getReturnType()
                            : element.asType());
        }

        Optional<VariableElement> field() {
            return element instanceof VariableElement v && v.getKind().isField()
                    ? Optional.of(v)
                    : Optional.empty();
        }
    }

    /** The object that a method runs on. */
    record Receiver(ExecutableElement method) implements Source {
        @Override
        public Optional<TypeMirror> type() {
            return Optional.empty();
        }
    }

    /** The object around one of an inner class. */
    record Outer(TypeElement inner) implements Source {
        @Override
        public Optional<TypeMirror> type() {
            return Optional.empty();
        }
    }

    /** What functions that come from somewhere are given in one of their places. */
    record Input(Source function, int index) implements Source {
        @Override
        public Optional<TypeMirror> type() {
            return Optional.empty();
        }
    }

    /** What a variable or field holds, or a method returns. */
    static Held of(Element element) {
        return new Held(new Named(element), How.ITSELF);
    }

    enum How {
        /** The thing itself, or a view of it. */
        ITSELF,
        /** The thing itself, a view, or something that is in it. */
        PART,
        /** A new container with what is in the thing. */
        COPY,
        /** A new container that the thing is in. */
        AROUND,
        /** Something that is in the thing. */
        INNER;

        /** What is taken out of such a value. */
        How part() {
            return switch (this) {
                case ITSELF, PART, AROUND -> PART;
                case COPY, INNER -> INNER;
            };
        }

        How copied() {
            return this == AROUND ? AROUND : COPY;
        }

        How wrapped() {
            return this == COPY || this == INNER ? COPY : AROUND;
        }

        /**
         * What a value is of a thing, if it is this of another that is {@code how} of the thing.
         */
        How of(How how) {
            return switch (this) {
                case ITSELF -> how;
                case PART -> how.part();
                case COPY -> how.copied();
                case AROUND -> how.wrapped();
                case INNER -> how == AROUND ? PART : INNER;
            };
        }

        /** Whether a change of such a value is one of the thing, or of something in it. */
        boolean shows() {
            return this == ITSELF || this == PART || this == INNER;
        }
    }

    Held part() {
        return new Held(of, how.part());
    }

    static Set<Held> parts(Set<Held> held) {
        return held.stream().map(Held::part).collect(Collectors.toSet());
    }

    static Set<Held> copies(Set<Held> held) {
        return held.stream().map(h -> new Held(h.of, h.how.copied())).collect(Collectors.toSet());
    }

    static Set<Held> around(Set<Held> held) {
        return held.stream().map(h -> new Held(h.of, h.how.wrapped())).collect(Collectors.toSet());
    }
}
