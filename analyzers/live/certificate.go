package live

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
)

func isCertificate(err error) bool {
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &verification) || errors.As(err, &record)
}

// certificateProblem says in words what is wrong with a certificate.
func certificateProblem(err error) string {
	var (
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		unknown x509.UnknownAuthorityError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &host):
		return "its certificate is for another host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("its certificate is outside of its time (valid until %s)", invalid.Cert.NotAfter.UTC().Format("2006-01-02"))
	case errors.As(err, &unknown):
		return "its certificate is signed by nobody who is trusted here"
	case errors.As(err, &record):
		return "it does not speak TLS"
	}
	return "its certificate is not valid"
}
