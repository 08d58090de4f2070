/** The annotations that ask for stateless twins and differentiable optimizers. */
package org.higher.annotations;
