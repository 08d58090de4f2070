package org.higher.processor.verification;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.Tree;
import java.util.Locale;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import org.higher.processor.names.Meaning;

/** Whether a guess by scope agrees with javac's answer. */
record Agreement(TypeElement type) {
    boolean holds(Meaning guess, Element real, Tree tree) {
        if (guess instanceof Meaning.Local) {
            return isLocalVariable(real);
        }
        if (guess instanceof Meaning.Field f) {
            return real.getKind().isField() && sameOwner(f.field(), real);
        }
        if (guess instanceof Meaning.Methods m) {
            return real.getKind() == ElementKind.METHOD
                    && m.candidates().stream().anyMatch(c -> sameOwner(c, real));
        }
        if (guess instanceof Meaning.Type t) {
            return real instanceof TypeElement && name(t.type()).equals(name(real));
        }
        if (guess instanceof Meaning.TypeParameter) {
            return real.getKind() == ElementKind.TYPE_PARAMETER;
        }
        if (guess instanceof Meaning.Imported i) {
            return real instanceof TypeElement
                    && name(real).equals(i.packageName() + "." + i.simpleName());
        }
        return switch ((Meaning.Opaque) guess) {
            case SELF -> true;
            case TYPE_VARIABLE -> real.getKind() == ElementKind.TYPE_PARAMETER;
            case ENUM_LABEL -> real.getKind() == ElementKind.ENUM_CONSTANT;
            case INSIDE_BODY -> !isAround(real.getEnclosingElement());
            case UNKNOWN -> !(tree instanceof IdentifierTree) || isHarmless(real);
        };
    }

    /** What was not known must not be something whose text needs rewriting. */
    private boolean isHarmless(Element real) {
        return switch (real.getKind()) {
            case PACKAGE, MODULE -> true;
            case FIELD, ENUM_CONSTANT, METHOD -> false;
            default -> !(real instanceof TypeElement) || !isAround(real.getEnclosingElement());
        };
    }

    /** Whether an element is this class or a class around it. */
    private boolean isAround(Element candidate) {
        for (Element e = type; e.getKind() != ElementKind.PACKAGE; e = e.getEnclosingElement()) {
            if (e instanceof TypeElement && name(e).equals(name(candidate))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLocalVariable(Element real) {
        return switch (real.getKind()) {
            case LOCAL_VARIABLE,
                    PARAMETER,
                    EXCEPTION_PARAMETER,
                    RESOURCE_VARIABLE,
                    BINDING_VARIABLE ->
                    true;
            default -> false;
        };
    }

    private static boolean sameOwner(Element guess, Element real) {
        return name(guess.getEnclosingElement()).equals(name(real.getEnclosingElement()));
    }

    private static String name(Element element) {
        return element instanceof TypeElement t
                ? t.getQualifiedName().toString()
                : element.toString();
    }

    /** A guess in words. */
    static String describe(Meaning guess) {
        if (guess instanceof Meaning.Local) {
            return "a local variable";
        }
        if (guess instanceof Meaning.Field f) {
            return describe(f.field());
        }
        if (guess instanceof Meaning.Methods m) {
            return describe(m.candidates().get(0));
        }
        if (guess instanceof Meaning.Type t) {
            return describe(t.type());
        }
        if (guess instanceof Meaning.TypeParameter) {
            return "a type variable";
        }
        if (guess instanceof Meaning.Imported i) {
            return "class " + i.packageName() + "." + i.simpleName();
        }
        return switch ((Meaning.Opaque) guess) {
            case SELF -> "this object";
            case TYPE_VARIABLE -> "a type variable";
            case ENUM_LABEL -> "an enum constant";
            case INSIDE_BODY -> "a member of a local class";
            case UNKNOWN -> "a package";
        };
    }

    /** An element in words. */
    static String describe(Element real) {
        String kind = real.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        Element owner = real.getEnclosingElement();
        boolean member = owner instanceof TypeElement && !(real instanceof TypeElement);
        return kind + " " + (member ? owner + "." : "") + real;
    }
}
