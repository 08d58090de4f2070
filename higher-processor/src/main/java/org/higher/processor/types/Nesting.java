package org.higher.processor.types;

import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;

/** Where a class is declared. */
public final class Nesting {
    private Nesting() {}

    /** Whether an object of a member class has one of the class around it. */
    public static boolean isInner(TypeElement type) {
        return type.getKind() == ElementKind.CLASS
                && type.getEnclosingElement().getKind().isClass()
                && !type.getModifiers().contains(Modifier.STATIC);
    }

    /** Whether a class, or one around it, is private, so that generated code cannot name it. */
    public static boolean isPrivate(TypeElement type) {
        return Stream.<Element>iterate(
                        type, e -> e instanceof TypeElement, Element::getEnclosingElement)
                .anyMatch(e -> e.getModifiers().contains(Modifier.PRIVATE));
    }

    /** Whether a class is declared in the body of a method, itself or one around it. */
    public static boolean isInBody(Element type) {
        for (Element e = type; e.getKind() != ElementKind.PACKAGE; e = e.getEnclosingElement()) {
            if (!e.getKind().isClass() && !e.getKind().isInterface()) {
                return true;
            }
        }
        return false;
    }
}
