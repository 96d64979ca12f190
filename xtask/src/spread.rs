//! One address for several servers: each connection goes to the next of them.

use std::{
    io,
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// It forwards until the process ends.
pub(crate) struct Spread {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Spread {
    /// Listens for connections to these servers.
    pub(crate) fn over(servers: Vec<&str>) -> io::Result<Self> {
        let servers: Vec<String> = servers.into_iter().map(str::to_owned).collect();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let (address, connections) = (listener.local_addr()?, Arc::new(AtomicUsize::new(0)));
        let number = Arc::clone(&connections);
        thread::spawn(move || {
            for (client, server) in listener.incoming().flatten().zip(servers.iter().cycle()) {
                number.fetch_add(1, Ordering::Relaxed);
                // If a server is unreachable, the connection ends at once.
                let _ = forward(&client, server);
            }
        });
        Ok(Self { address, connections })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The number of connections.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

fn forward(client: &TcpStream, server: &str) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    for (from, to) in [(client, &server), (&server, client)] {
        let (mut from, mut to) = (from.try_clone()?, to.try_clone()?);
        thread::spawn(move || {
            // If one side closes the connection, the other side is closed, too.
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    Ok(())
}
