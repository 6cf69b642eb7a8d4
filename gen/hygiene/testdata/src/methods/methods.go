// Package methods raises findings by methods, which only types tell apart.
package methods

import (
	"context"
	"crypto/tls"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
)

type service struct {
	*log.Logger // its methods are the service's
	process     *os.Process
}

func (s *service) fail() {
	s.Fatal("a")   // want `\(\*log.Logger\).Fatal. ends the process of the host .* \(log.Fatal\); return an error`
	s.Fatalf("a")  // want `\(\*log.Logger\).Fatalf. ends the process`
	s.Fatalln("a") // want `\(\*log.Logger\).Fatalln. ends the process`
	s.Print("a")
	s.process.Kill()            // want `\(\*os.Process\).Kill. sends a signal`
	s.process.Signal(os.Kill)   // want `\(\*os.Process\).Signal. sends a signal`
	stop := s.process.Kill      // want `Process\).Kill`
	_, _ = stop(), new(os.File) // only the method counts
}

func chdir(f *os.File) error {
	return f.Chdir() // want `\(\*os.File\).Chdir. changes the working directory`
}

// A type of the same name, and methods of the same names.
type Logger struct{}

func (Logger) Fatal() {}
func (Logger) Wait()  {}

func init() {
	Logger{}.Fatal()
	Logger{}.Wait()
	work(context.Background())
}

func work(ctx context.Context) {
	var group sync.WaitGroup
	group.Go(func() {})   // want `\(\*sync.WaitGroup\).Go. starts a goroutine while the library is being loaded.*; an initialiser calls work`
	group.Wait()          // want `\(\*sync.WaitGroup\).Wait. waits`
	new(sync.Cond).Wait() // want `\(\*sync.Cond\).Wait. waits`
	var mutex sync.Mutex
	mutex.Lock()

	var dialer net.Dialer
	dialer.Dial("", "")             // want `\(\*net.Dialer\).Dial. waits`
	dialer.DialContext(ctx, "", "") // want `\(\*net.Dialer\).DialContext. waits`
	var secure tls.Dialer
	secure.Dial("", "")             // want `\(\*tls.Dialer\).Dial. waits`
	secure.DialContext(ctx, "", "") // want `\(\*tls.Dialer\).DialContext. waits`
	var listen net.ListenConfig
	listen.Listen(ctx, "", "")       // want `\(\*net.ListenConfig\).Listen. opens a socket`
	listen.ListenPacket(ctx, "", "") // want `\(\*net.ListenConfig\).ListenPacket. opens a socket`

	client := http.DefaultClient
	client.Do(nil)           // want `\(\*http.Client\).Do. waits`
	client.Get("")           // want `\(\*http.Client\).Get. waits`
	client.Head("")          // want `\(\*http.Client\).Head. waits`
	client.Post("", "", nil) // want `\(\*http.Client\).Post. waits`
	client.PostForm("", nil) // want `\(\*http.Client\).PostForm. waits`
	client.CloseIdleConnections()
	var server http.Server
	server.ListenAndServe()          // want `\(\*http.Server\).ListenAndServe. waits`
	server.ListenAndServeTLS("", "") // want `\(\*http.Server\).ListenAndServeTLS. waits`
	server.Serve(nil)                // want `\(\*http.Server\).Serve. waits`
	server.ServeTLS(nil, "", "")     // want `\(\*http.Server\).ServeTLS. waits`
}

// Serve does it when the host asks.
func Serve(server *http.Server, group *sync.WaitGroup) {
	group.Wait()
	server.ListenAndServe()
}
